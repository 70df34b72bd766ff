import { APIError, createAuthMiddleware } from 'better-auth/api'
import { betterAuth } from 'better-auth/minimal'
import { nextCookies } from 'better-auth/next-js'
import { createAuthAdapter } from '#lib/data/auth-adapter.ts'
import { createId } from '#lib/data/id.ts'
import type { ServiceContext } from '#lib/services/context.ts'
import { createSignInThrottle } from './sign-in-throttle.ts'

const sessionDays = 30
const aDaySeconds = 86_400

export type Auth = ReturnType<typeof createAuth>

const instances = new WeakMap<ServiceContext, Auth>()

/** One better-auth per context: e-mail and password only, and nobody signs up by themselves. */
export function authOf(context: ServiceContext): Auth {
  const present = instances.get(context)
  if (present) return present
  const created = createAuth(context)
  instances.set(context, created)
  return created
}

function createAuth(context: ServiceContext) {
  const { env } = context
  const publicOrigin = env.PUBLIC_URL === undefined ? null : new URL(env.PUBLIC_URL).origin
  const throttle = createSignInThrottle({ now: () => context.clock().getTime() })
  return betterAuth({
    appName: 'Dailies',
    baseURL: publicOrigin ?? `http://localhost:${env.PORT}`,
    basePath: '/api/auth',
    secret: context.secrets.sessionSecret,
    database: createAuthAdapter(context.database),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 8, maxPasswordLength: 128 },
    user: { additionalFields: { role: { type: 'string', required: false, input: false, defaultValue: 'member' } } },
    session: { expiresIn: sessionDays * aDaySeconds, updateAge: aDaySeconds },
    // People reach the same server as localhost, by its address in the house and by its public name. A browser cannot forge both
    // `Origin` and `Host`, so a request from the page's own host is ours.
    trustedOrigins: (request) => {
      const host = request?.headers.get('host')
      const own = host ? [`http://${host}`, `https://${host}`] : []
      return publicOrigin === null ? own : [publicOrigin, ...own]
    },
    // By address it would slow everybody behind one proxy and nobody who writes X-Forwarded-For; ours counts per account.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: 'dailies',
      // Said aloud, because better-auth leaves the check out where it believes to be under test.
      disableOriginCheck: false,
      useSecureCookies: publicOrigin?.startsWith('https:') ?? false,
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => createId() },
    },
    telemetry: { enabled: false },
    logger: {
      level: 'warn',
      // Its words may carry what the person typed; they go to the log at a level that is off by default.
      log: (level, message) => context.log[level === 'error' ? 'warn' : 'debug']({ source: 'better-auth' }, message),
    },
    onAPIError: {
      onError(error) {
        // Its router throws another class of the same name.
        const status = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500
        if (status < 500) context.log.debug({ status }, 'authentication refused')
        else context.log.error({ err: error }, 'authentication failed')
      },
    },
    hooks: {
      before: createAuthMiddleware(async (call) => {
        const email = emailOf(call.path, call.body)
        if (email === null) return
        const waitSeconds = throttle.begin(email)
        if (waitSeconds === 0) return
        throw new APIError(
          'TOO_MANY_REQUESTS',
          { code: 'TOO_MANY_ATTEMPTS', message: `Too many attempts. Try again in ${waitSeconds} s.` },
          { 'retry-after': String(waitSeconds) },
        )
      }),
      after: createAuthMiddleware(async (call) => {
        const email = emailOf(call.path, call.body)
        if (email !== null && !(call.context.returned instanceof APIError)) throttle.succeed(email)
      }),
    },
    plugins: [nextCookies()],
  })
}

function emailOf(path: string, body: unknown): string | null {
  if (path !== '/sign-in/email' || typeof body !== 'object' || body === null || !('email' in body)) return null
  return typeof body.email === 'string' ? body.email.trim().toLowerCase() : null
}
