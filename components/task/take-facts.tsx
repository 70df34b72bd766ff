import { chargeWords } from '#components/task/take-words.ts'
import type { TakeView } from '#lib/generation/task-view.ts'

export function creditFacts(take: TakeView) {
  return [
    { name: 'Quoted', value: take.credits.quoted?.toLocaleString('en') ?? 'No price documented' },
    { name: 'Charged', value: chargeWords(take) },
    ...(take.isSandbox ? [{ name: 'Kind', value: 'Sandbox, not real credits' }] : []),
  ]
}

export function supportFacts(take: TakeView) {
  const code = (text: string) => <span className="select-all break-all font-mono text-xs">{text}</span>
  return [
    { name: 'Take', value: code(take.id) },
    ...(take.vendorTaskId === null ? [] : [{ name: 'Vendor’s task', value: code(take.vendorTaskId) }]),
    ...(take.traceId === null ? [] : [{ name: 'Trace id', value: code(take.traceId) }]),
  ]
}
