import type { z } from 'zod'
import type { Issue, IssueCode } from '#lib/generation/issue.ts'

type InputIssue = z.core.$ZodIssue

const maxIssues = 50

/** A schema's findings about forms and queries of ours; generation requests have their own reader with the creator's words. */
export function inputIssues(error: z.ZodError): Issue[] {
  return error.issues.slice(0, maxIssues).flatMap((issue): Issue[] => {
    if (issue.code === 'unrecognized_keys')
      return issue.keys.slice(0, maxIssues).map((key) => issueAt(key.slice(0, 60), 'unknown_field', 'There is no such field.'))
    const path = issue.path.join('.')
    return [issueAt(path === '' ? 'request' : path, codeOf(issue), sentence(path === '' ? 'The request' : path, issue.message))]
  })
}

/** `plainWords` say what comes after a name; a form's own messages are whole. */
function sentence(name: string, words: string): string {
  return /^\p{Ll}/u.test(words) ? `${name} ${words}.` : words
}

function issueAt(path: string, code: IssueCode, message: string): Issue {
  return { path, code, message, severity: 'error' }
}

function codeOf(issue: InputIssue): IssueCode {
  switch (issue.code) {
    case 'too_small':
      return issue.origin === 'string' && issue.minimum === 1 ? 'required' : 'too_small'
    case 'too_big':
      return issue.origin === 'string' ? 'too_long' : 'too_big'
    case 'invalid_value':
      return 'not_an_option'
    default:
      return 'invalid_type'
  }
}
