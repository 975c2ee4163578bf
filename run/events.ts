/** A list that is written at one end and read, by anyone and from its beginning, at the other, until it is ended. */
export interface EventLog<T> extends AsyncIterable<T> {
  push(event: T): void
  end(): void
}

/** Creates an empty log. Each reader sees every event, also those from before it came. */
export function createEventLog<T>(): EventLog<T> {
  const events: T[] = []
  let ended = false
  let changed = Promise.withResolvers<void>()

  function change(): void {
    changed.resolve()
    changed = Promise.withResolvers()
  }

  return {
    push(event) {
      events.push(event)
      change()
    },
    end() {
      ended = true
      change()
    },
    async *[Symbol.asyncIterator]() {
      for (let at = 0; ; at++) {
        while (at >= events.length) {
          if (ended) return
          await changed.promise
        }
        yield events[at] as T
      }
    },
  }
}
