'use client'

import { useEffect, useState } from 'react'

/** Whoever types a word pauses less than this between two letters. */
export const typingMs = 250

/** What is typed, once it has stood still for a while; the first value at once. */
export function useSettledValue<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), typingMs)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}
