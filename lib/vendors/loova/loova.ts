import { envelopeVendor } from '../envelope/envelope-vendor.ts'
import { loovaRules } from './rules.ts'

/** The page shows `/api/v1` in its generated cURL and `/v1` in its prose; the quick start and public clients use `/api/v1`. */
export const loova = envelopeVendor({
  id: 'loova',
  name: 'Loova',
  docsUrl: null,
  consoleUrl: null,
  defaultBaseUrl: 'https://api.loova.ai/api/v1',
  rules: loovaRules,
})
