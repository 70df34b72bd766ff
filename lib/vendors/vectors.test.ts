import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { hasErrors, type Issue } from '#lib/generation/issue.ts'
import { parseGenerationRequest } from '#lib/generation/parse-request.ts'
import { findVendor } from './registry.ts'

const vectorSchema = z.object({ name: z.string(), vendor: z.string(), request: z.unknown(), ok: z.boolean(), path: z.string().optional() })

const kept = new URL('./__fixtures__/requests.json', import.meta.url)
/** Where the people who keep the vectors put newer ones, beside the repository. */
const shared = new URL('../../../shared/vectors/requests.json', import.meta.url)

for (const file of [kept, shared].filter((url) => existsSync(url))) {
  const vectors = z.array(vectorSchema).parse(JSON.parse(readFileSync(file, 'utf8')))
  describe(`the request vectors of ${file === kept ? 'this repository' : 'the shared folder'}`, () => {
    it.each(vectors)('$vendor judges “$name” as agreed', ({ vendor, request, ok, path }) => {
      const parsed = parseGenerationRequest(request)
      const issues: Issue[] = parsed.ok ? (findVendor(vendor)?.check(parsed.request) ?? []) : parsed.issues
      expect(findVendor(vendor)).not.toBeNull()
      expect(hasErrors(issues), JSON.stringify(issues)).toBe(!ok)
      if (path !== undefined) expect(issues.filter((issue) => issue.severity === 'error').map((issue) => issue.path)).toContain(path)
    })
  })
}
