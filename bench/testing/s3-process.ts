import S3rver from 's3rver'

const [directory = ''] = process.argv.slice(2)
const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory, configureBuckets: [{ name: 'takes' }] })
const { port } = await server.run()
process.send?.({ port })
process.on('disconnect', () => process.exit(0))
