import { noteRefusal, pageAccount } from '#components/shell/page-account.ts'
import { shownToHeader } from '#lib/generation/shown-to.ts'

/** A request to our own server. It names for whom the page was rendered, and is refused when the session is somebody else's by now. */
export async function ownFetch(address: string, init: RequestInit = {}): Promise<Response> {
  const headers = new Headers(init.headers)
  const account = pageAccount()
  if (account !== null) headers.set(shownToHeader, account)
  const answer = await fetch(address, { ...init, headers })
  if (answer.status === 401 || answer.status === 409) noteRefusal(answer.status, await readJson(answer.clone()))
  return answer
}

async function readJson(answer: Response): Promise<unknown> {
  try {
    return await answer.json()
  } catch {
    return undefined
  }
}
