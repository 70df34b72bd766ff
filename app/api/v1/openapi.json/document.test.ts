import { expect, test } from 'vitest'
import { generationRequestSchema, maxPromptLength } from '#lib/generation/request.ts'
import { openApiDocument } from './document.ts'

const text = JSON.stringify(openApiDocument)

test('every reference in the document leads to a schema', () => {
  const names = [...text.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)].map((match) => match[1])
  expect(names.length).toBeGreaterThan(0)
  expect(Object.keys(openApiDocument.components.schemas)).toEqual(expect.arrayContaining([...new Set(names)]))
})

test('the request in the document has exactly the fields of the schema', () => {
  const schema = openApiDocument.components.schemas.GenerationRequest
  expect(Object.keys(schema.properties ?? {})).toEqual(Object.keys(generationRequestSchema.shape))
  expect(schema.additionalProperties).toBe(false)
  expect(schema.required).toEqual(['vendor', 'mode'])
  expect(schema.properties).toMatchObject({ prompt: { type: 'string', maxLength: maxPromptLength } })
})

test('every call of the contract is in the document', () => {
  const calls = Object.entries(openApiDocument.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(calls.toSorted()).toEqual([
    'DELETE /api/v1/tasks/{id}',
    'DELETE /api/v1/uploads/{id}',
    'GET /api/health',
    'GET /api/v1/tasks',
    'GET /api/v1/tasks/{id}',
    'GET /api/v1/tasks/{id}/video',
    'GET /api/v1/uploads',
    'GET /api/v1/uploads/{id}',
    'POST /api/v1/check',
    'POST /api/v1/links',
    'POST /api/v1/tasks',
    'POST /api/v1/tasks/{id}/cancel',
    'POST /api/v1/uploads',
  ])
})
