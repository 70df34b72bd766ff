/** The vendors' side of the wire, in this process. */
export interface Sandbox {
  /** Speaks every vendor's protocol and serves result files for URLs under `origin`; never touches the network by itself. */
  fetch(input: string | URL | Request, init?: RequestInit): Promise<Response>
  /** A vendor's base URL to give to the transport in place of the real one, such as `https://sandbox.invalid/loova/api/v1`. */
  baseUrl(vendor: string): string
  /** Every URL the sandbox itself serves starts with this. */
  origin: string
  /** A key that the vendor's sandbox accepts. */
  apiKey(vendor: string): string
  close(): Promise<void>
}

export interface SandboxOptions {
  /** Where tasks, ledger and rendered files are kept, so that a restart of ours is not a loss at the vendor. */
  directory: string
  /** How long a generation takes. */
  renderSeconds: number
  /** Reads a reference that is not the sandbox's own file; null when it cannot be had. */
  fetchReference(url: string): Promise<Uint8Array | null>
  /** Delivers a callback; resolves to the status, or null when nothing answered. */
  deliverCallback(url: string, body: unknown): Promise<number | null>
  clock?: () => number
}
