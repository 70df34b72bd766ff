import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { vendorIds } from '#lib/generation/request.ts'
import { listImports, listViolations } from './architecture.ts'

const vendorFolders: ReadonlySet<string> = new Set(vendorIds)

describe('the house', () => {
  it('keeps every rule of its architecture', () => {
    const paths = globSync('{app,components,lib,scripts,e2e,bench}/**/*.{ts,tsx}').concat(globSync('*.ts'))
    const files = new Map(paths.map((file) => [file.replaceAll('\\', '/'), readFileSync(file, 'utf8')]))
    expect(files.size).toBeGreaterThan(30)
    const report = listViolations(files, vendorFolders).map(({ file, rule }) => `${file}: ${rule}`)
    expect(report, `\n${report.join('\n')}\n`).toEqual([])
  })
})

describe('the rules', () => {
  const broken: [string, string, string, RegExp][] = [
    ['lib reaching into app', 'lib/services/a.ts', "import { b } from '#app/b.ts'", /lib never imports app/],
    [
      'lib tests reaching into components',
      'lib/services/a.test.ts',
      "import { b } from '#components/b.tsx'",
      /lib never imports components/,
    ],
    ['the app reaching past the services', 'app/page.tsx', "import { b } from '#lib/data/tasks.ts'", /app may not import lib\/data/],
    ['a relative way around', 'app/page.tsx', "import { b } from '../lib/data/tasks.ts'", /app may not import lib\/data/],
    ['an import at run time', 'app/page.tsx', "const b = await import('#lib/data/tasks.ts')", /app may not import lib\/data/],
    [
      'a component that calls a service',
      'components/a/b.tsx',
      "import { b } from '#lib/services/b.ts'",
      /components may not import lib\/services/,
    ],
    ['a component that needs Node', 'components/a/b.tsx', "import fs from 'node:fs'", /components run in the browser/],
    [
      'the sandbox knowing an adapter',
      'lib/sandbox/a.ts',
      "import type { b } from '#lib/vendors/vendor.ts'",
      /sandbox may not import lib\/vendors/,
    ],
    ['an adapter with a package', 'lib/vendors/loova/wire.ts', "import { b } from 'undici'", /no package but zod/],
    ['a model that needs Node', 'lib/generation/a.ts', "import { b } from 'node:crypto'", /no package but zod/],
    ['a vendor importing a sibling', 'lib/vendors/outai/outai.ts', "import { b } from '../loova/wire.ts'", /outai imports loova/],
    [
      'Prisma outside of the data room',
      'lib/services/a.ts',
      "import { b } from '#prisma/generated/client.ts'",
      /only lib\/data imports the Prisma client/,
    ],
    [
      'pg-boss outside of its rooms',
      'lib/services/a.ts',
      "import { PgBoss } from 'pg-boss'",
      /only lib\/data and lib\/engine may import pg-boss/,
    ],
    [
      'a package by its sub-path',
      'lib/services/a.ts',
      "import { b } from '@prisma/client/runtime/client'",
      /only lib\/data may import @prisma/,
    ],
    [
      'a service that makes a viewer',
      'lib/services/a.ts',
      'const viewer = createEngineViewer()',
      /only lib\/session and lib\/engine may call/,
    ],
    ['a room using the composition root', 'lib/services/a.ts', "import { b } from '#lib/runtime.ts'", /composition root/],
    ['a vague name', 'lib/services/utils.ts', '', /says nothing/],
    ['a name in camel case', 'lib/services/sendTask.ts', '', /not kebab-case/],
    ['an action without the builder', 'app/_actions/a.ts', "'use server'\nexport async function share() {}", /made by the builder/],
    [
      'an action with somebody else’s builder',
      'app/_actions/a.ts',
      "'use server'\nimport { action } from '#lib/services/a.ts'\nexport const share = action()",
      /made by the builder/,
    ],
    ['an action inside a page', 'app/page.tsx', "async function share() {\n  'use server'\n}", /live in app\/_actions/],
    ['a route without a builder', 'app/api/v1/tasks/route.ts', 'export async function GET() {}', /made by a builder/],
  ]
  it.each(broken)('catch %s', (_name, file, source, rule) => {
    const found = listViolations(new Map([[file, source]]), vendorFolders)
    expect(found.map((violation) => violation.rule).join('\n')).toMatch(rule)
    expect(found.every((violation) => violation.file === file)).toBe(true)
  })

  const kept: [string, string, string][] = [
    [
      'a service using its rooms',
      'lib/services/a.ts',
      "import { b } from '#lib/data/tasks.ts'\nimport { c } from '#lib/vendors/registry.ts'",
    ],
    ['a component using the model', 'components/a/b.tsx', "import { modes } from '#lib/generation/request.ts'\nimport { x } from 'react'"],
    ['two vendors sharing a codec', 'lib/vendors/outai/outai.ts', "import { b } from '../function-mode-codec/codec.ts'"],
    ['an import that is only talked about', 'lib/generation/a.ts', "// import { b } from 'node:fs'\n/* import c from 'undici' */"],
    ['tests using what they need', 'lib/vendors/loova/wire.test.ts', "import fs from 'node:fs'\nimport { it } from 'vitest'"],
    ['the session making a viewer', 'lib/session/viewer.ts', 'const viewer = createUserViewer(user)'],
    [
      'an action made by the builder',
      'app/_actions/a.ts',
      "'use server'\nimport { userAction } from '#lib/session/action.ts'\nexport type A = string\nexport const share = userAction(schema, work)",
    ],
    [
      'a route made by a builder',
      'app/api/v1/tasks/route.ts',
      "import { apiRoute } from '#lib/session/api-route.ts'\nexport const dynamic = 'force-dynamic'\nexport const GET = apiRoute(work)",
    ],
  ]
  it.each(kept)('allow %s', (_name, file, source) => {
    expect(listViolations(new Map([[file, source]]), vendorFolders)).toEqual([])
  })

  it('read imports over several lines, re-exports and side effects', () => {
    const source =
      "import {\n  a,\n  b,\n} from 'one'\nexport { c } from 'two'\nimport 'three'\nconst d = await import('four')\nexport * from 'five'"
    expect(listImports(source)).toEqual(['one', 'two', 'three', 'four', 'five'])
  })
})
