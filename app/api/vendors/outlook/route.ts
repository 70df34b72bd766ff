import { vendorOutlooksSchema } from '#lib/generation/vendor-outlook.ts'
import { vendorOutlooks } from '#lib/services/vendor-outlook.ts'
import { methods, route } from '#lib/session/route.ts'

/** For the composer: states, balances and past charges of all vendors in one answer, so that typing needs none. */
export const { GET, HEAD, POST, PUT, PATCH, DELETE } = methods({
  GET: route({
    output: vendorOutlooksSchema,
    async handle({ context, signedIn }) {
      return { value: await vendorOutlooks(context, signedIn.viewer) }
    },
  }),
})
