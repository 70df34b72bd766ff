import { expect, it, onTestFinished } from 'vitest'
import { hearOtherTabs, tellOtherTabs } from './other-tabs.ts'

function openTab(): BroadcastChannel {
  const tab = new BroadcastChannel('dailies')
  onTestFinished(() => tab.close())
  return tab
}

const nextMessage = (tab: BroadcastChannel) =>
  new Promise((resolve) => tab.addEventListener('message', ({ data }) => resolve(data), { once: true }))

it('tells the other tabs, and not itself', async () => {
  const heard: string[] = []
  onTestFinished(hearOtherTabs('account', (account) => heard.push(account)))
  const other = openTab()
  const told = nextMessage(other)
  tellOtherTabs('account', 'mine')
  expect(await told).toEqual({ topic: 'account', value: 'mine' })
  const heardTheirs = new Promise<void>((resolve) => onTestFinished(hearOtherTabs('account', () => resolve())))
  other.postMessage({ topic: 'account', value: 'theirs' })
  await heardTheirs
  expect(heard).toEqual(['theirs'])
})

it('hears its own topic only, until it has heard enough', async () => {
  const heard: null[] = []
  const stop = hearOtherTabs('takes', (value) => heard.push(value))
  const other = openTab()
  const send = (topic: string) => {
    const arrived = new Promise<void>((resolve) => {
      const end = hearOtherTabs('account', () => {
        end()
        resolve()
      })
    })
    other.postMessage({ topic, value: null })
    // Messages arrive in their order.
    other.postMessage({ topic: 'account', value: 'mine' })
    return arrived
  }
  await send('takes')
  await send('something newer')
  stop()
  await send('takes')
  expect(heard).toEqual([null])
})
