export default function P() {
  return <p>Dailies</p>
}
