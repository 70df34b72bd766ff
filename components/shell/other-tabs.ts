/** What a tab tells the others of its browser, so that none goes on showing what is over. */
export interface TabNews {
  /** Takes were made, changed or deleted. */
  takes: null
  /** Whose the browser's session is now. */
  account: string
  /** Who has signed out. */
  signedOut: string
}

interface Message {
  topic: keyof TabNews
  value: string | null
}

let opened: BroadcastChannel | null = null

function channel(): BroadcastChannel {
  opened ??= new BroadcastChannel('dailies')
  return opened
}

/** The tab that tells does not hear it. */
export function tellOtherTabs<Topic extends keyof TabNews>(topic: Topic, value: TabNews[Topic]): void {
  channel().postMessage({ topic, value } satisfies Message)
}

/** @returns what ends it. */
export function hearOtherTabs<Topic extends keyof TabNews>(topic: Topic, hear: (value: TabNews[Topic]) => void): () => void {
  const listen = ({ data }: MessageEvent<Message>) => {
    if (data.topic === topic) hear(data.value as TabNews[Topic])
  }
  const tabs = channel()
  tabs.addEventListener('message', listen)
  return () => tabs.removeEventListener('message', listen)
}
