import { expect, test } from 'vitest'
import { videoFileStem } from './video-file-name.ts'

const day = new Date('2026-11-21T23:59:00Z')

test.each([
  ['A lighthouse in a storm', 'A lighthouse in a storm 2026-11-21'],
  ['  A lighthouse,\n in a storm. ', 'A lighthouse, in a storm 2026-11-21'],
  ['', 'Take 2026-11-21'],
  ['../../etc/passwd', 'etc passwd 2026-11-21'],
  ['...', 'Take 2026-11-21'],
  ['CON: "what?" <b>|', 'CON what b 2026-11-21'],
  ['Möwen 🌊 über 東京', 'Möwen 🌊 über 東京 2026-11-21'],
  ['evil\u202Egpj.exe\u0000', 'evil gpj.exe 2026-11-21'],
  ['one two three four five six seven eight nine ten eleven', 'one two three four five six seven eight nine 2026-11-21'],
  ['x'.repeat(300), `${'x'.repeat(60)} 2026-11-21`],
  [
    'A slow, extraordinarily deliberate counterclockwise push-in towards nothing',
    'A slow, extraordinarily deliberate counterclockwise push-in 2026-11-21',
  ],
])('the prompt %j names a file %j', (prompt, name) => {
  expect(videoFileStem(prompt, day)).toBe(name)
})
