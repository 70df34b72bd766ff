import { envelopeVendor } from '../envelope/envelope-vendor.ts'
import { outaiRules } from './rules.ts'

export const outai = envelopeVendor({
  id: 'outai',
  name: 'OutAI',
  docsUrl: 'https://docs.outai.top',
  consoleUrl: null,
  defaultBaseUrl: 'https://api.outai.top/api/v1',
  rules: outaiRules,
})
