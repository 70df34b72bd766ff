/** The owner that a measured server makes from its environment. */
export const owner = {
  email: 'owner@dailies.test',
  password: 'a-long-bench-password',
  apiKey: 'dly_bench_0123456789abcdef0123456789',
}

/** What her browser sends along. */
export async function signIn(url: URL): Promise<string> {
  const answer = await fetch(new URL('/api/auth/sign-in/email', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url.origin },
    body: JSON.stringify({ email: owner.email, password: owner.password }),
  })
  if (!answer.ok) throw new Error(`signing in: ${answer.status} ${await answer.text()}`)
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ')
}
