import { z } from 'zod'
import { linkedFileViewSchema } from '#lib/generation/linked-file.ts'
import { generationRequestSchema } from '#lib/generation/request.ts'
import { taskViewSchema } from '#lib/generation/task-view.ts'
import { healthSchema } from '#lib/services/check-health.ts'
import { verdictsSchema } from '#lib/services/check-request.ts'
import { httpErrorSchema } from '#lib/session/http-error.ts'
import { linkBodySchema } from '../../links/look-at-link.ts'
import { listQuerySchema } from '../list-query.ts'
import { uploadListQuerySchema, uploadPageSchema, uploadReplySchema } from '../uploads/upload-reply.ts'

const schemas = {
  GenerationRequest: z.toJSONSchema(generationRequestSchema, { io: 'input' }),
  Task: z.toJSONSchema(taskViewSchema),
  TaskPage: {
    type: 'object',
    properties: { items: { type: 'array', items: reference('Task') }, nextCursor: { type: ['string', 'null'] } },
    required: ['items', 'nextCursor'],
  },
  Verdicts: z.toJSONSchema(verdictsSchema),
  LinkedFile: z.toJSONSchema(linkedFileViewSchema),
  Upload: z.toJSONSchema(uploadReplySchema),
  UploadPage: z.toJSONSchema(uploadPageSchema),
  Error: z.toJSONSchema(httpErrorSchema),
  Health: z.toJSONSchema(healthSchema),
}

type SchemaName = 'GenerationRequest' | 'Task' | 'TaskPage' | 'Verdicts' | 'LinkedFile' | 'Upload' | 'UploadPage' | 'Error' | 'Health'

function reference(name: SchemaName) {
  return { $ref: `#/components/schemas/${name}` }
}

function json(description: string, name: SchemaName, headers?: object) {
  return { description, ...(headers && { headers }), content: { 'application/json': { schema: reference(name) } } }
}

const text = { type: 'string' }
const errors = {
  unauthorized: { 401: json('The key is missing, unknown or revoked.', 'Error') },
  notFound: { 404: json('There is no such task, or it is somebody else’s.', 'Error') },
  noUpload: { 404: json('There is no such file, or it is somebody else’s.', 'Error') },
  body: {
    400: json('The body is not JSON.', 'Error'),
    413: json('The body has more than 1 MB.', 'Error'),
    415: json('The body is not announced as application/json.', 'Error'),
    422: json('A value is not valid; `issues` names each.', 'Error'),
  },
}
const requestBody = { required: true, content: { 'application/json': { schema: reference('GenerationRequest') } } }
const linkBody = { required: true, content: { 'application/json': { schema: z.toJSONSchema(linkBodySchema, { io: 'input' }) } } }
const idParameter = { name: 'id', in: 'path', required: true, schema: text }

function listParameters(query: z.ZodType, what: string) {
  const { properties } = z.toJSONSchema(query)
  const descriptions: Record<string, string> = {
    cursor: '`nextCursor` of the page before.',
    limit: '1 to 100, 24 when not given.',
    state: `Only ${what} in this state.`,
    vendor: 'Only this vendor’s tasks.',
    q: 'Only tasks whose prompt has all these words, in any order; "in quotes" those that stand together.',
  }
  return Object.entries(properties ?? {}).map(([name, schema]) => ({ name, in: 'query', description: descriptions[name], schema }))
}

const video = { 'video/mp4': { schema: { type: 'string', format: 'binary' } } }
const etag = { ETag: { schema: text } }

/** OpenAPI 3.1 over the very schemas that the routes parse with. */
export const openApiDocument = {
  openapi: '3.1.0',
  info: { title: 'Dailies', version: '1', description: 'Seedance 2.0 takes from five vendors, every one kept.', license: { name: 'MIT' } },
  servers: [{ url: '/' }],
  security: [{ apiKey: [] }],
  paths: {
    '/api/v1/check': {
      post: {
        operationId: 'checkRequest',
        summary: 'Ask what each vendor would accept and charge',
        description:
          'Nothing is sent to any vendor. The model is translated by tier for the vendors the request was not written for. A request that a vendor would refuse has no price there.',
        requestBody,
        responses: { 200: json('One verdict for each vendor.', 'Verdicts'), ...errors.unauthorized, ...errors.body },
      },
    },
    '/api/v1/links': {
      post: {
        operationId: 'lookAtLink',
        summary: 'Find out what file lies at an address',
        description:
          'Reads its beginning and its index. What is found is judged in later checks and tasks that name the same address without its facts.',
        requestBody: linkBody,
        responses: {
          200: json('What was found there, or the problem that was met.', 'LinkedFile'),
          ...errors.unauthorized,
          ...errors.body,
          429: json('Too many addresses at once; Retry-After says when to ask again.', 'Error'),
        },
      },
    },
    '/api/v1/tasks': {
      get: {
        operationId: 'listTasks',
        summary: 'List one’s tasks, newest first',
        parameters: listParameters(listQuerySchema, 'tasks'),
        responses: { 200: json('A page.', 'TaskPage'), ...errors.unauthorized, 422: json('A parameter is not valid.', 'Error') },
      },
      post: {
        operationId: 'createTask',
        summary: 'Ask for a take',
        parameters: [
          {
            name: 'Idempotency-Key',
            in: 'header',
            description: 'The same key with the same request answers the same task; with another request it is refused.',
            schema: { type: 'string', minLength: 1, maxLength: 255 },
          },
        ],
        requestBody,
        responses: {
          202: json('Accepted and kept; it is sent to the vendor now.', 'Task', { Location: { schema: text } }),
          ...errors.unauthorized,
          409: json('The Idempotency-Key was used for a different request.', 'Error'),
          ...errors.body,
        },
      },
    },
    '/api/v1/tasks/{id}': {
      get: {
        operationId: 'findTask',
        summary: 'Look at a task',
        parameters: [
          idParameter,
          {
            name: 'wait',
            in: 'query',
            description: 'Answer when the task is settled, or after so many seconds.',
            schema: { type: 'number', minimum: 0, maximum: 60 },
          },
        ],
        responses: {
          200: json('The task as it stands.', 'Task'),
          ...errors.unauthorized,
          ...errors.notFound,
          422: json('`wait` is not a number of seconds from 0 to 60.', 'Error'),
        },
      },
      delete: {
        operationId: 'deleteTask',
        summary: 'Remove a settled task with its video and share links; what it cost stays in Spend',
        parameters: [idParameter],
        responses: {
          204: { description: 'Removed.' },
          ...errors.unauthorized,
          ...errors.notFound,
          409: json('The task is still under way.', 'Error'),
        },
      },
    },
    '/api/v1/tasks/{id}/cancel': {
      post: {
        operationId: 'cancelTask',
        summary: 'Cancel a task that waits, or that runs at a vendor who can cancel',
        parameters: [idParameter],
        responses: {
          200: json(
            'The task as it stands. One that still runs has a vendor that has not confirmed yet: it is asked again until it does.',
            'Task',
          ),
          ...errors.unauthorized,
          ...errors.notFound,
          409: json('It cannot be cancelled now.', 'Error'),
        },
      },
    },
    '/api/v1/tasks/{id}/video': {
      get: {
        operationId: 'readVideo',
        summary: 'Read the archived video',
        parameters: [idParameter, { name: 'Range', in: 'header', schema: text, example: 'bytes=0-1023' }],
        responses: {
          200: { description: 'The whole file.', headers: etag, content: video },
          206: { description: 'The range that was asked for.', headers: { ...etag, 'Content-Range': { schema: text } }, content: video },
          304: { description: 'Not changed.' },
          ...errors.unauthorized,
          404: json('There is no such task, or it has no video.', 'Error'),
          416: { description: 'The range lies outside of the file.' },
        },
      },
    },
    '/api/v1/uploads': {
      get: {
        operationId: 'listUploads',
        summary: 'List one’s own files, the latest brought first',
        parameters: listParameters(uploadListQuerySchema, 'files'),
        responses: { 200: json('A page.', 'UploadPage'), ...errors.unauthorized, 422: json('A parameter is not valid.', 'Error') },
      },
      post: {
        operationId: 'createUpload',
        summary: 'Bring an image, a clip or a sound, to be named in a request by its id as `{"upload": "…"}`',
        description:
          'Judged by its content, whatever it is called; what cannot be read as one of them is refused. The same file twice is one upload. It counts against one’s room for uploads. A live vendor fetches it from PUBLIC_URL or object storage; without one of them, give the file’s own public address as `url`.',
        requestBody: {
          required: true,
          content: {
            'multipart/form-data': {
              schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } }, required: ['file'] },
            },
          },
        },
        responses: {
          200: json('It was here already.', 'Upload'),
          201: json('Kept.', 'Upload'),
          ...errors.unauthorized,
          400: json('The body is no form with a file, or broke off.', 'Error'),
          413: json('The file is too large, or one’s room for uploads is full.', 'Error'),
          415: json('The body is not announced as multipart/form-data.', 'Error'),
          422: json('The file is not an image, a clip or a sound that can be read.', 'Error'),
          507: json('The server’s storage is full.', 'Error'),
        },
      },
    },
    '/api/v1/uploads/{id}': {
      get: {
        operationId: 'findUpload',
        summary: 'What is known of a file of one’s own',
        parameters: [idParameter],
        responses: { 200: json('Its kind, size and length.', 'Upload'), ...errors.unauthorized, ...errors.noUpload },
      },
      delete: {
        operationId: 'deleteUpload',
        summary: 'Remove a file; finished takes that used it stay',
        parameters: [idParameter],
        responses: {
          204: { description: 'Removed.' },
          ...errors.unauthorized,
          ...errors.noUpload,
          409: json('A take that is still under way needs it.', 'Error'),
        },
      },
    },
    '/api/health': {
      get: {
        operationId: 'health',
        summary: 'Whether database, queue and storage answer',
        security: [],
        responses: { 200: json('All answer.', 'Health'), 503: json('Something does not answer.', 'Health') },
      },
    },
  },
  components: {
    securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'A key made in Settings.' } },
    schemas,
  },
}
