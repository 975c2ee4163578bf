import { freezeReachable } from './freeze.ts'
import { priceAncestry } from './ancestry.ts'
import { priceConstructors } from './constructors.ts'
import { priceExpressions } from './expressions.ts'
import { makeFuel } from './fuel.ts'
import { fuelCounterMaker } from './fuel-counter.ts'
import { makeIteration } from './iteration.ts'
import { makeKernel } from './kernel.ts'
import { findLeftovers } from './leftovers.ts'
import { findLoans } from './lending.ts'
import { makeCalls } from './calls.ts'
import { countMemory } from './memory.ts'
import { takeNatives } from './natives.ts'
import { priceBuiltIns } from './builtin-costs.ts'
import { hideIntrinsics } from './intrinsics.ts'
import { makeSizes } from './sizes.ts'
import { readThrown } from './thrown.ts'

/** Under this name a snapshot's realm keeps its trusted half until `openRealm` takes it. */
const KEPT = '__realm'

/**
 * The script that turns a realm into a hardened one; run where a snapshot is made, so that every realm of an isolate with this
 * snapshot begins hardened. (Hardening takes 2 ms a realm; opening one from the snapshot a fifth of that.)
 *
 * @param depth deepest nesting of calls, in frames of up to 64 nodes
 * @param chunk largest fuel handed out at once, below 2^31
 */
export function hardenedRealm(depth: number, chunk: number): string {
  return `(() => {
    'use strict'
    const natives = (${String(takeNatives)})()
    const fuel = (${String(makeFuel)})(natives, (${String(fuelCounterMaker)})(), ${depth}, ${chunk})
    const sizes = (${String(makeSizes)})(natives)
    const iteration = (${String(makeIteration)})(natives, sizes, fuel)
    const memory = (${String(countMemory)})(natives, iteration, fuel)
    const calls = (${String(makeCalls)})(natives, sizes, fuel)
    const leftovers = (${String(findLeftovers)})(natives)
    const thrown = (${String(readThrown)})(natives, sizes)
    ;(${String(priceConstructors)})(natives, sizes, iteration, fuel)
    ;(${String(priceExpressions)})(natives, fuel)
    const lending = (${String(findLoans)})(natives, sizes, fuel)
    const prices = (${String(priceBuiltIns)})(natives, sizes, iteration, lending, fuel)
    const ancestry = (${String(priceAncestry)})(natives, sizes, fuel)
    const sight = (${String(hideIntrinsics)})(natives, sizes, fuel)
    const kernel = (${String(makeKernel)})(natives, fuel, sizes, prices, iteration, ancestry, sight, memory, leftovers, thrown, lending, calls)
    const frost = (${String(freezeReachable)})(natives, thrown)
    natives.put(globalThis, ${JSON.stringify(KEPT)}, { ...kernel, lift: (...seeds) => { fuel.lift(); memory.begin(Infinity); sight.seed(...seeds) }, finish: frost.finish })
  })()`
}

/** Calls around an error of which a realm that traces errors takes note: those of the kernel and of built-ins are among them. */
const CALLS = 10

const opening = (calls: number): string => `(() => {
  const realm = globalThis.${KEPT}
  delete globalThis.${KEPT}
  realm.finish(${calls})
  return realm
})()`

/** The script that makes a realm of the snapshot ready and whose value is its trusted half; the first to run in it. */
export const openRealm: string = opening(0)

/** The same of a realm in which errors know where they were made, at several times the cost. */
export const openTracingRealm: string = opening(CALLS)
