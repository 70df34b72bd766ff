import { vendorOutlooksSchema } from '#lib/generation/vendor-outlook.ts'
import { refreshBalances } from '#lib/services/refresh-balances.ts'
import { vendorOutlooks } from '#lib/services/vendor-outlook.ts'
import { methods, route } from '#lib/session/route.ts'

/** A vendor that takes longer has its balance told the next time. */
const balanceWaitMs = 1_000

/** For the composer: states, balances and past charges of all vendors in one answer, so that typing needs none. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    output: vendorOutlooksSchema,
    async handle({ context, signedIn }) {
      await refreshBalances(context, { occasion: 'outlook', waitMs: balanceWaitMs })
      return { value: await vendorOutlooks(context, signedIn.viewer) }
    },
  }),
})
