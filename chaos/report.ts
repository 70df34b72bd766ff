import type { Verdict } from './judge.ts'

export const told = (counts: Record<string, number>) =>
  Object.entries(counts)
    .map(([state, count]) => `${state} ${count}`)
    .join(', ')

/** What was found, with what this kind of run adds, and then every flaw by its name. */
export function report(
  name: string,
  result: { ok: boolean; verdict: Verdict; seconds: number },
  facts: Record<string, string | number>,
): void {
  const { verdict } = result
  const lines: Record<string, string | number> = {
    ...facts,
    'creates at the vendors': verdict.creates,
    ended: told(verdict.states),
    losses: verdict.losses.length,
    'double tasks': verdict.doubleTasks.length,
    'double creates': verdict.doubleCreates.length,
    'wrong ends': verdict.wrongEnds.length,
    'wrong charges': verdict.wrongCharges.length,
    stuck: verdict.stuck.length,
  }
  console.log(`${result.ok ? '✓' : '✗'} ${name} (${result.seconds} s)`)
  for (const [label, value] of Object.entries(lines)) console.log(`  ${label.padEnd(26)} ${value}`)
  const flaws = { ...verdict, states: undefined, tasks: undefined, creates: undefined }
  for (const [kind, found] of Object.entries(flaws)) for (const one of found ?? []) console.log(`  ${kind}: ${one}`)
}
