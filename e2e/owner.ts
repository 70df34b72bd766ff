/** The owner that the test server makes from its environment. */
export const owner = {
  email: 'owner@dailies.test',
  password: 'a-long-test-password',
}

export const ownerStateFile = 'test-results/.auth/owner.json'

/** Cookies of a browser that nobody has signed in with. */
export const nobody = { cookies: [], origins: [] }
