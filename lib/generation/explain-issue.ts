import type { z } from 'zod'
import type { IssueCode } from './issue.ts'

type ZodIssue = z.core.$ZodIssue | z.core.$ZodRawIssue

const shapeWords: Record<string, string> = {
  string: 'must be text',
  number: 'must be a number',
  int: 'must be a whole number',
  boolean: 'must be on or off (true or false)',
  array: 'must be a list',
  object: 'must be a JSON object',
}

/** What is wrong with a value, to be read after its name, in place of the words that zod has for programmers. */
export function explainIssue(issue: ZodIssue, value: unknown): [IssueCode, string] {
  switch (issue.code) {
    case 'invalid_type':
      if (value === undefined) return ['required', 'is required']
      if (issue.expected === 'int' && typeof value === 'number') return ['not_an_integer', 'must be a whole number']
      return ['invalid_type', shapeWords[issue.expected] ?? 'has the wrong type']
    case 'invalid_value':
      if (value === undefined) return ['required', `is required: ${issue.values.join(', ')}`]
      return [typeof value === 'string' ? 'not_an_option' : 'invalid_type', `must be one of ${issue.values.join(', ')}`]
    case 'too_big':
      if (issue.origin === 'string') return ['too_long', `must have at most ${issue.maximum.toLocaleString('en')} characters`]
      if (issue.origin === 'array') return ['too_many', `must have at most ${issue.maximum.toLocaleString('en')} entries`]
      return ['too_big', `must be ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum.toLocaleString('en')}`]
    case 'too_small':
      if (issue.origin === 'string')
        return issue.minimum === 1
          ? ['required', 'must not be empty']
          : ['too_small', `must have at least ${issue.minimum.toLocaleString('en')} characters`]
      if (issue.origin === 'array') return ['too_few', `must have at least ${issue.minimum.toLocaleString('en')} entries`]
      return ['too_small', `must be ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum.toLocaleString('en')}`]
    case 'custom':
      return ['invalid_type', issue.message ?? 'has a value that we cannot read']
    default:
      return ['invalid_type', 'has a value that we cannot read']
  }
}

/** For a parse of anything but a generation request; a message of the schema's own comes first. */
export const plainWords: z.core.$ZodErrorMap = (issue) => explainIssue(issue, issue.input)[1]
