/** Messages for the loop of a run, which takes them one by one: whatever happens outside comes in between two steps. */
export class Mailbox {
  #messages: (() => void)[] = []
  #wake = (): void => {}

  get isEmpty(): boolean {
    return this.#messages.length === 0
  }

  post(message: () => void): void {
    this.#messages.push(message)
    this.#wake()
  }

  /** Waits for messages, and takes those there are. */
  async take(): Promise<readonly (() => void)[]> {
    if (this.isEmpty) await new Promise<void>((resolve) => (this.#wake = resolve))
    const taken = this.#messages
    this.#messages = []
    return taken
  }
}
