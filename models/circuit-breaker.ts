import type { CallOutcome } from '../engine/contracts/model.ts'
import type { Clock } from '../engine/contracts/workers.ts'

/** When an endpoint is left alone, and for how long. */
export interface CircuitBreakerOptions {
  /** Calls in a row without a word from the model until it rests; 5 unless given. */
  readonly silentCalls?: number
  /** Seconds of the first rest; each further one in a row is twice as long. 10 unless given. */
  readonly first?: number
  /** Seconds of the longest rest; 600 unless given. */
  readonly longest?: number
}

/**
 * Whether an endpoint may be called: a circuit breaker (Nygard, Release It!, 2007). One from which nothing comes is left alone for a
 * growing time; then a single call tries it, and the others follow if that one brings words.
 */
export interface CircuitBreaker {
  /** Milliseconds until it may be called; 0: now. Infinite while a single call tries it. */
  left(): number
  /**
   * A call begins. Returns how to say what came of it, and for how many milliseconds the endpoint wants to be left alone if it says
   * so, which begins a rest at once; that tells what changed.
   */
  begin(): (kind: CallOutcome['kind'], wanted?: number) => 'unavailable' | 'returned' | undefined
}

/** Outcomes that bring word from the model, welcome or not. */
const WORDS: ReadonlySet<CallOutcome['kind']> = new Set<CallOutcome['kind']>(['reply', 'cut', 'refused', 'empty'])

/** An endpoint of which nothing bad is known. */
export function createCircuitBreaker({ silentCalls = 5, first = 10, longest = 600 }: CircuitBreakerOptions, clock: Clock): CircuitBreaker {
  let silent = 0
  let rests = 0
  let until = 0
  let trying = false

  return {
    left() {
      if (rests === 0) return 0
      return trying ? Number.POSITIVE_INFINITY : Math.max(0, until - clock.now())
    },
    begin() {
      const tries = rests > 0
      if (tries) trying = true
      return (kind, wanted = 0) => {
        if (tries) trying = false
        if (WORDS.has(kind)) {
          const returned = rests > 0
          silent = rests = until = 0
          return returned ? 'returned' : undefined
        }
        silent += 1
        // Calls that were under way when the rest began say nothing new when they end.
        if (tries ? rests === 0 : rests > 0 || (silent < silentCalls && wanted === 0)) return undefined
        until = clock.now() + Math.min(longest * 1000, Math.max(wanted, first * 2 ** rests * 1000))
        rests += 1
        return 'unavailable'
      }
    },
  }
}
