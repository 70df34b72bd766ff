import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { findFreePort } from '#scripts/find-free-port.ts'

export const nginxProgram = ['/usr/sbin/nginx', '/usr/bin/nginx', '/usr/local/bin/nginx'].find((candidate) => existsSync(candidate)) ?? null

export interface Nginx {
  port: number
  stop(): Promise<void>
}

/** Serves the files of a directory as nginx does by default, with sendfile; null where it is not installed (`apt-get install nginx-light`). */
export async function startNginx(directory: string, filesDirectory: string): Promise<Nginx | null> {
  if (nginxProgram === null) return null
  await mkdir(directory, { recursive: true })
  const port = await findFreePort()
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((name) => `${name}_temp_path ${directory}/${name};`).join(' ')
  // As root, its workers would otherwise be a user who may not read our directory.
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  await writeFile(
    path.join(directory, 'nginx.conf'),
    `daemon off; ${user} worker_processes auto; pid ${directory}/pid; error_log ${directory}/error.log;
events { worker_connections 1024; }
http { ${temporary} access_log off; sendfile on; keepalive_requests 1000000;
  types { video/mp4 mp4; } default_type application/octet-stream;
  server { listen 127.0.0.1:${port}; root ${filesDirectory}; } }
`,
  )
  const child = spawn(nginxProgram, ['-p', directory, '-c', path.join(directory, 'nginx.conf'), '-e', path.join(directory, 'error.log')], {
    stdio: 'ignore',
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  for (let attempt = 0; ; attempt++) {
    const isUp = await fetch(`http://127.0.0.1:${port}/`).then(
      () => true,
      () => false,
    )
    if (isUp) break
    if (attempt === 100) throw new Error('nginx does not answer')
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    port,
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
