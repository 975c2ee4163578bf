import type { Clock } from '../engine/contracts/workers.ts'

/** What an endpoint allows in any minute; absent: no limit. */
export interface RateLimits {
  readonly requestsPerMinute?: number
  readonly tokensPerMinute?: number
}

/** Keeps the requests to one model below its rate limits: no 60 seconds hold more than they allow. */
export interface RateLimit {
  /** Milliseconds until a request for so many tokens may go out; 0: now. */
  wait(tokens: number): number
  /** A request goes out. Returns how to say what it took in truth, fewer tokens or more. */
  take(tokens: number): (taken: number) => void
  /** Lets nothing go out for so many milliseconds, because the endpoint says so. */
  hold(milliseconds: number): void
}

const MINUTE = 60_000

interface Taken {
  readonly at: number
  tokens: number
}

/** Starts a rate limit. A request for more tokens than a minute may have goes out alone. */
export function createRateLimit({ requestsPerMinute, tokensPerMinute }: RateLimits, clock: Clock): RateLimit {
  let recent: Taken[] = []
  let held = 0

  /** Milliseconds until what lies in the window is at most `room`, each request counting `share`. */
  function until(room: number, share: (taken: Taken) => number): number {
    let sum = recent.reduce((total, taken) => total + share(taken), 0)
    for (const taken of recent) {
      if (sum <= room) return 0
      sum -= share(taken)
      if (sum <= room) return taken.at + MINUTE - clock.now()
    }
    return 0
  }

  return {
    wait(tokens) {
      const now = clock.now()
      recent = recent.filter(({ at }) => at + MINUTE > now)
      return Math.max(
        0,
        held - now,
        requestsPerMinute === undefined ? 0 : until(requestsPerMinute - 1, () => 1),
        tokensPerMinute === undefined ? 0 : until(Math.max(0, tokensPerMinute - tokens), (taken) => taken.tokens),
      )
    },
    take(tokens) {
      const taken = { at: clock.now(), tokens }
      if (requestsPerMinute !== undefined || tokensPerMinute !== undefined) recent.push(taken)
      return (actual) => {
        taken.tokens = actual
      }
    },
    hold(milliseconds) {
      held = Math.max(held, clock.now() + milliseconds)
    },
  }
}
