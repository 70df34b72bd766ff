/** The owner that the test server makes from its environment. */
export const owner = {
  email: 'owner@dailies.test',
  password: 'a-long-test-password',
  apiKey: 'dly_e2e_0123456789abcdef0123456789abcdef',
}

export const ownerStateFile = 'test-results/.auth/owner.json'
