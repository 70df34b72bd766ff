import { checkRules } from '../check-rules.ts'
import { explainReply } from '../explain-reply.ts'
import { quotePrice } from '../quote-price.ts'
import { observed, sourced } from '../sourced.ts'
import type { Rules, Vendor } from '../vendor.ts'
import { envelopeCodec } from './envelope-codec.ts'
import { envelopeModels } from './envelope-rules.ts'

type Identity = Pick<Vendor, 'id' | 'name' | 'docsUrl' | 'consoleUrl' | 'defaultBaseUrl'> & { rules: Rules }

const defaultModel = 'seedance_2_0'

/** Loova and OutAI speak one protocol at two addresses, each with its own documentation. */
export function envelopeVendor(identity: Identity): Vendor {
  const book = { name: identity.name, models: envelopeModels, defaultModel, rules: identity.rules }
  return {
    ...identity,
    models: envelopeModels,
    defaultModel,
    pollSeconds: sourced(
      { first: 15, steady: 60 },
      observed('the vendor’s quick start', 'A generation can take up to three hours; poll about once a minute.'),
    ),
    maxRunning: null,
    check: (request, facts) => checkRules(book, request, facts),
    quote: (request) => quotePrice(book, request),
    ...envelopeCodec(defaultModel, identity.rules),
    explain: (reply) => explainReply(reply),
  }
}
