import { AccountFrame } from '#components/account/account-frame.tsx'

export default function SharedTakeNotFound() {
  return (
    <AccountFrame
      title="There is nothing at this link"
      description="It was mistyped, has expired, or was taken back by whoever shared it. Ask them for a new one."
    />
  )
}
