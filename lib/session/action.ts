import { headers } from 'next/headers'
import { unstable_rethrow } from 'next/navigation'
import { z } from 'zod'
import { createId } from '#lib/data/id.ts'
import { plainWords } from '#lib/generation/explain-issue.ts'
import type { Issue } from '#lib/generation/issue.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { currentContext } from '#lib/services/current-context.ts'
import { httpMessageOf } from './http-error.ts'
import { inputIssues } from './input-issues.ts'
import { findViewer, type SignedIn } from './viewer.ts'

export type Access = 'public' | 'member' | 'owner'

export interface ActionFailure {
  ok: false
  /** For the person; never an exception's own words. */
  message: string
  /** What is wrong, field by field. */
  issues?: Issue[]
}

export type ActionResult<Value extends object = object> = ({ ok: true } & Value) | ActionFailure

interface ActionCall<Who, Input> {
  context: ServiceContext
  /** Null only for a public action called by somebody who is not signed in. */
  signedIn: Who
  input: Input
  headers: Headers
}

export interface ActionOptions<Level extends Access, Input extends z.ZodType, Output extends z.ZodObject> {
  access: Level
  /** A tuple for an action of several parameters. */
  input: Input
  /** What may leave beside `ok: true`; everything else is dropped. */
  output?: Output
}

/** What comes before an action's own parameters: the id of the person for whom the page that calls was rendered. */
type Before<Level extends Access> = Level extends 'public' ? [] : [shownTo: string]
type Who<Level extends Access> = Level extends 'public' ? SignedIn | null : SignedIn
type Parameters<Input extends z.ZodType> = Input extends z.ZodTuple
  ? z.input<Input>
  : undefined extends z.input<Input>
    ? [input?: z.input<Input>]
    : [input: z.input<Input>]
// zod reads "no fields" as "no properties allowed", which not even `ok` would fit.
type Value<Output extends z.ZodObject> = keyof Output['shape'] extends never ? object : z.output<Output>
type Given<Output extends z.ZodObject> = keyof Output['shape'] extends never ? object : z.input<Output>
type Handler<Level extends Access, Input extends z.ZodType, Output extends z.ZodObject> = (
  call: ActionCall<Who<Level>, z.output<Input>>,
) => Promise<({ ok: true } & Given<Output>) | ActionFailure>

/** Every server action is a POST that anybody can send: this proves the viewer and reads the input before the handler runs. */
export function action<Level extends Access, Input extends z.ZodType, Output extends z.ZodObject = z.ZodObject<Record<never, never>>>(
  options: ActionOptions<Level, Input, Output>,
  handler: Handler<Level, Input, Output>,
): (...parameters: [...Before<Level>, ...Parameters<Input>]) => Promise<ActionResult<Value<Output>>> {
  return async (...given) => {
    const [shownTo, ...parameters] = options.access === 'public' ? [null, ...given] : given
    const input = options.input instanceof z.ZodTuple ? parameters : parameters[0]
    return runAction(options, handler, { shownTo, input }, await headers(), currentContext())
  }
}

type PageAction = (shownTo: string, ...parameters: never[]) => unknown
type PageActions<Actions> = {
  [Name in keyof Actions]: Actions[Name] extends (shownTo: string, ...parameters: infer Own) => infer Answer
    ? (...parameters: Own) => Answer
    : never
}

/** Actions as a page hands them to its components: they name for whom it was rendered, and act for nobody else. */
export function actionsFor<Actions extends Record<string, PageAction>>(user: SignedIn['user'], actions: Actions): PageActions<Actions> {
  const bound = Object.entries(actions).map(([name, run]) => [name, run.bind(null, user.id)])
  return Object.fromEntries(bound)
}

/** The action without Next.js around it. */
export async function runAction<Level extends Access, Input extends z.ZodType, Output extends z.ZodObject>(
  options: ActionOptions<Level, Input, Output>,
  handler: Handler<Level, Input, Output>,
  { shownTo, input }: { shownTo: unknown; input: unknown },
  requestHeaders: Headers,
  context: ServiceContext,
): Promise<ActionResult<Value<Output>>> {
  try {
    const signedIn = await findViewer(requestHeaders, context)
    // The cookie is the browser's: another tab may have signed somebody else in.
    if (options.access !== 'public' && signedIn !== null && shownTo !== signedIn.user.id)
      return { ok: false, message: httpMessageOf('other_account') }
    if (!isAllowed(options.access, signedIn))
      return { ok: false, message: signedIn === null ? 'You are signed out. Sign in and try again.' : 'Only the owner can do this.' }
    const parsed = options.input.safeParse(input, { error: plainWords })
    if (!parsed.success) return { ok: false, message: 'Some values need attention.', issues: inputIssues(parsed.error) }
    // `isAllowed` has just ruled null out for every level but `public`.
    const result = await handler({ context, signedIn: signedIn as Who<Level>, input: parsed.data, headers: requestHeaders })
    if (!result.ok) return { ok: false, message: result.message, ...(result.issues && { issues: result.issues }) }
    const value = options.output === undefined ? {} : options.output.parse(result)
    return { ...(value as Value<Output>), ok: true }
  } catch (error) {
    // Redirects travel as exceptions through Next.js.
    unstable_rethrow(error)
    const errorId = createId()
    context.log.error({ err: error, errorId }, 'action failed')
    return { ok: false, message: `Something went wrong. The server’s log has more under ${errorId}.` }
  }
}

function isAllowed(access: Access, signedIn: SignedIn | null): boolean {
  if (access === 'public') return true
  return signedIn !== null && (access === 'member' || signedIn.viewer.role === 'owner')
}
