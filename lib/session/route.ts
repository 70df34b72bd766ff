import type { z } from 'zod'
import { createId } from '#lib/data/id.ts'
import { plainWords } from '#lib/generation/explain-issue.ts'
import { shownToHeader } from '#lib/generation/shown-to.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { currentContext } from '#lib/services/current-context.ts'
import { errorResponse } from './http-error.ts'
import { inputIssues } from './input-issues.ts'
import { readJson } from './read-json.ts'
import { isSameOrigin } from './same-origin.ts'
import { findApiViewer, findViewer, type SignedIn } from './viewer.ts'

export type RouteHandler = (
  request: Request,
  segment: { params: Promise<Record<string, string | string[] | undefined>> },
) => Promise<Response>

export interface RouteCall<Who, Query, Body> {
  request: Request
  context: ServiceContext
  signedIn: Who
  /** The dynamic segment of that name; empty when the address has none. */
  param(name: string): string
  query: Query
  body: Body
}

/** A value is parsed by the route's output schema, so nothing leaves that the schema does not name. */
export type RouteReply<Value> = Response | { value: Value; status?: number; headers?: Record<string, string> }

export interface RouteOptions<Who, Query, Body, Output extends z.ZodType> {
  query?: z.ZodType<Query>
  /** Given: the body must be JSON, at most 1 MB, and fit. */
  body?: z.ZodType<Body>
  output?: Output
  handle(call: RouteCall<Who, Query, Body>): Promise<RouteReply<z.input<Output>>>
}

/** For our own pages: asks for the session cookie. */
export function route<Query = undefined, Body = undefined, Output extends z.ZodType = z.ZodNever>(
  options: RouteOptions<SignedIn, Query, Body, Output>,
): RouteHandler {
  return build(options, async (request, context) => {
    if (!isSameOrigin(request, context.env)) return errorResponse('forbidden', { message: 'This request came from another site.' })
    const signedIn = await findViewer(request.headers, context)
    if (signedIn === null) return errorResponse('signed_out')
    // Pages name whom they were rendered for; the cookie is the browser's, and another tab may have changed it.
    const shownTo = request.headers.get(shownToHeader)
    return shownTo === null || shownTo === signedIn.user.id ? signedIn : errorResponse('other_account')
  })
}

/** For scripts: asks for an API key. */
export function apiRoute<Query = undefined, Body = undefined, Output extends z.ZodType = z.ZodNever>(
  options: RouteOptions<SignedIn, Query, Body, Output>,
): RouteHandler {
  return build(options, async (request, context) => {
    const unauthorized = () => errorResponse('unauthorized', { headers: { 'www-authenticate': 'Bearer' } })
    return (await findApiViewer(request, context)) ?? unauthorized()
  })
}

/** For anybody. */
export function publicRoute<Query = undefined, Body = undefined, Output extends z.ZodType = z.ZodNever>(
  options: RouteOptions<null, Query, Body, Output>,
): RouteHandler {
  return build(options, async () => null)
}

const methodNames = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'] as const
type MethodName = (typeof methodNames)[number]

/** All methods of an address: the missing ones answer 405 in the shape of every other error. */
export function methods(handlers: Partial<Record<MethodName, RouteHandler>>): Record<MethodName, RouteHandler> {
  const all = { HEAD: handlers.GET, ...handlers }
  const allow = methodNames.filter((name) => all[name] !== undefined).join(', ')
  const refuse: RouteHandler = async () => errorResponse('method_not_allowed', { headers: { allow } })
  return {
    GET: all.GET ?? refuse,
    HEAD: all.HEAD ?? refuse,
    POST: all.POST ?? refuse,
    PUT: all.PUT ?? refuse,
    PATCH: all.PATCH ?? refuse,
    DELETE: all.DELETE ?? refuse,
  }
}

function build<Who, Query, Body, Output extends z.ZodType>(
  options: RouteOptions<Who, Query, Body, Output>,
  prove: (request: Request, context: ServiceContext) => Promise<Who | Response>,
): RouteHandler {
  return async (request, segment) => {
    const context = currentContext()
    try {
      const signedIn = await prove(request, context)
      if (signedIn instanceof Response) return signedIn
      const params = await segment.params
      const query = readQuery(request, options.query)
      if (query instanceof Response) return query
      const body = await readBody(request, options.body)
      if (body instanceof Response) return body
      const reply = await options.handle({
        request,
        context,
        signedIn,
        param: (name) => {
          const value = params[name]
          return typeof value === 'string' ? value : ''
        },
        query: query.value,
        body: body.value,
      })
      if (reply instanceof Response) return reply
      const value = options.output === undefined ? reply.value : options.output.parse(reply.value)
      return Response.json(value, { status: reply.status ?? 200, headers: { 'cache-control': 'no-store', ...reply.headers } })
    } catch (error) {
      const errorId = createId()
      context.log.error({ err: error, errorId, method: request.method, path: loggedPath(request) }, 'route failed')
      return errorResponse('internal_error', { message: `Something went wrong. The server’s log has more under ${errorId}.` })
    }
  }
}

/** The last part of these addresses is a secret, which no log may keep. */
function loggedPath(request: Request): string {
  return new URL(request.url).pathname.replace(/^(\/api\/callbacks\/|\/s\/)[^/]*/, '$1…')
}

// Without a schema the type parameter is `undefined`, which is what these answer; TypeScript cannot see the connection.
function readQuery<Query>(request: Request, schema: z.ZodType<Query> | undefined): { value: Query } | Response {
  if (schema === undefined) return { value: undefined as Query }
  const given = [...new URL(request.url).searchParams].filter(([, value]) => value !== '')
  const parsed = schema.safeParse(Object.fromEntries(given), { error: plainWords })
  return parsed.success ? { value: parsed.data } : errorResponse('invalid_request', { issues: inputIssues(parsed.error) })
}

async function readBody<Body>(request: Request, schema: z.ZodType<Body> | undefined): Promise<{ value: Body } | Response> {
  if (schema === undefined) return { value: undefined as Body }
  const read = await readJson(request)
  if (!read.ok) return errorResponse(read.code, { message: read.message })
  const parsed = schema.safeParse(read.value, { error: plainWords })
  return parsed.success ? { value: parsed.data } : errorResponse('invalid_request', { issues: inputIssues(parsed.error) })
}
