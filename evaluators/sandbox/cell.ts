import type { serialize } from 'node:v8'
import type Ivm from 'isolated-vm'
import type { Context, ExternalCopy, Isolate, Reference } from 'isolated-vm'
import type { DriverRealm, Ended, makeDriverRealm, Turn } from './driver-realm.ts'
import type { heapOf, Run, SandboxSetup } from './protocol.ts'
import type { furnisher } from './realm/library.ts'
import type { ProgramRealm } from './realm/realm.ts'

/** What cells are made with. */
export interface CellTools {
  readonly ivm: typeof Ivm
  readonly serialize: typeof serialize
  readonly makeDriverRealm: typeof makeDriverRealm
  readonly furnisher: typeof furnisher
  readonly heapOf: typeof heapOf
  /** Script that opens a realm of the snapshot. */
  readonly openRealm: string
}

/** An isolate with a driver in it, in which programs run. */
export interface Cell {
  /** Keeps the inputs of a set. */
  load(set: string, inputs: readonly unknown[]): void
  /** Runs one program on its turns; undefined when the isolate did not survive it, `timeout` when it outlasted its seconds. `before` is the fuel that others of its request have burned. */
  run(run: Run, seconds: number, before: number): readonly Ended[] | 'timeout' | undefined
  readonly lost: boolean
  dispose(): void
}

/** A realm and its trusted half. */
interface Realm {
  readonly context: Context
  readonly kernel: Reference<ProgramRealm>
  /** Gives a program's script the problem's library, if there is one. */
  readonly furnish?: Reference
  release(): void
}

/**
 * Makes a cell. `snapshot` holds a hardened realm (see `hardenedRealm`), from which the driver's and every program's realm is opened;
 * `words` are shared memory in which programs count what they burn (see `gauge.ts`). It is turned into text, so it refers to nothing
 * outside itself.
 *
 * @throws Error when the driver does not load
 */
export function createCell(
  { ivm, serialize, makeDriverRealm, furnisher, heapOf, openRealm }: CellTools,
  setup: SandboxSetup,
  snapshot: ExternalCopy<ArrayBuffer>,
  words: Int32Array,
): Cell {
  /** The longest time that isolated-vm can be given, in milliseconds. */
  const longest = 2 ** 31 - 1
  /** Bytes by which the heap may have grown since a realm was opened: whatever is left there by then is left with the realm. */
  const most = 8 * 2 ** 20
  /** Fuel with which programs do not make the heap grow by that much; looking costs as much as a tiny program. */
  const idle = 1000

  /** Text of the function that the driver calls for the entry: arguments that are not primitives are copied, a value of the declared type passes. */
  function entryWrapper({ parameters, returns }: SandboxSetup['entry']): string {
    const names = parameters.map(({ name }, k) => (name.startsWith('...') ? `...a${k}` : `a${k}`))
    const isObject = (name: string): string => `(typeof ${name} === 'object' && ${name} !== null) || typeof ${name} === 'function'`
    const adopted = names.map((name) =>
      name.startsWith('...')
        ? `${name.slice(3)} = ${name.slice(3)}.map((v) => ${isObject('v')} ? adopt(v) : v);`
        : `if (${isObject(name)}) ${name} = adopt(${name});`,
    )
    const pass = ['number', 'boolean', 'string'].includes(returns) ? `if (typeof v === '${returns}') return v;` : ''
    return `((adopt, settle) => { 'use strict'; return (guard) => (${names.join(', ')}) => { ${adopted.join(' ')} const v = guard(${names.join(', ')}); ${pass} return settle(v); } })`
  }

  const isolate: Isolate = new ivm.Isolate({ memoryLimit: heapOf(setup.memory), snapshot })
  const opening = isolate.compileScriptSync(openRealm)
  const furnishing =
    setup.library === undefined ? undefined : isolate.compileScriptSync(furnisher(setup.library, setup.entry.parameters.length))

  function openOne(): Realm {
    const context = isolate.createContextSync()
    const kernel = opening.runSync(context, { reference: true }) as unknown as Reference<ProgramRealm>
    const furnish = furnishing?.runSync(context, { reference: true })
    return {
      context,
      kernel,
      ...(furnish === undefined ? {} : { furnish }),
      release() {
        furnish?.release()
        kernel.release()
        context.release()
      },
    }
  }

  const own = openOne()
  const { name, returns } = setup.entry
  const source = `(${String(makeDriverRealm)})(${JSON.stringify(name)}, ${JSON.stringify(returns)}, ${setup.answer}, ${setup.memory * 2 ** 20}, ${entryWrapper(setup.entry)})`
  const driver = own.context.evalSync(source, { reference: true }) as unknown as Reference<DriverRealm>
  const method = <K extends keyof DriverRealm>(key: K): Reference<DriverRealm[K]> => driver.getSync(key, { reference: true })
  method('inhabit').applySync(undefined, [
    own.kernel.derefInto() as never,
    new ivm.ExternalCopy(words).copyInto({ release: true }) as never,
  ])
  if (setup.driver !== undefined) {
    const module = isolate.compileModuleSync(setup.driver, { filename: 'driver' })
    module.instantiateSync(own.context, (specifier) => {
      throw new Error(`imports ${specifier}: a driver is one file`)
    })
    module.evaluateSync({ timeout: 5000 })
    const drive: Reference = module.namespace.getSync('default', { reference: true })
    if (drive.typeof !== 'function') throw new Error('does not export a default function')
    method('drive').applySync(undefined, [drive.derefInto() as never])
  }
  const load = method('load')
  const run = method('run')

  const heapSize = (): number => {
    const { used_heap_size: used, externally_allocated_size: outside } = isolate.getHeapStatisticsSync()
    return used + outside
  }
  /** The realm that programs share, and how large the heap was when it was opened. */
  let shared = setup.realm === 'frozen' ? openOne() : undefined
  let size = heapSize()
  let unseen = 0
  /** Opens the shared realm anew when the heap has grown: the next program finds what the first one found. */
  function renew(burned: number): void {
    unseen += burned
    if (shared === undefined || unseen < idle) return
    unseen = 0
    if (heapSize() - size <= most) return
    shared.release()
    shared = openOne()
    size = heapSize()
  }

  const burnedIn = (ended: readonly Ended[]): number => ended.reduce((sum, { fuel }) => sum + fuel, 0)

  /** An answer larger than the limit is no answer. */
  function cap(item: Ended): Ended {
    if (item.kind !== 'answer' || typeof item.answer === 'number') return item
    const bytes = ArrayBuffer.isView(item.answer) ? item.answer.byteLength : serialize(item.answer).length
    return bytes > setup.answer ? { kind: 'error', fuel: item.fuel, reason: 'the answer is too large' } : item
  }

  /** Compiles a program in a realm, and runs it there; a realm that is not shared ends with it. */
  function runIn(
    realm: Realm,
    script: string,
    set: string,
    turns: readonly Turn[],
    seconds: number,
    before: number,
  ): readonly Ended[] | 'timeout' | undefined {
    try {
      let program: Reference
      try {
        const compiled = isolate.compileScriptSync(script)
        program = compiled.runSync(realm.context, { reference: true })
        compiled.release()
        if (realm.furnish !== undefined) {
          program = realm.furnish.applySync(undefined, [program.derefInto({ release: true })], { result: { reference: true } })
        }
      } catch {
        return isolate.isDisposed ? undefined : [{ kind: 'error', fuel: 0, reason: 'does not compile' }]
      }
      const copied = new ivm.ExternalCopy(turns).copyInto({ release: true })
      const cases: Ended[] | undefined = run.applySync(
        undefined,
        [realm.kernel.derefInto() as never, program.derefInto({ release: true }) as never, set, copied as never, before],
        { result: { copy: true }, timeout: Math.min(Math.ceil(seconds * 1000), longest) },
      )
      return cases?.map(cap)
    } catch (error) {
      if (!isolate.isDisposed && (error as Error).message === 'Script execution timed out.') return 'timeout'
      throw error
    } finally {
      if (realm !== shared && !isolate.isDisposed) realm.release()
    }
  }

  return {
    load(set, inputs) {
      const copies = new ivm.ExternalCopy(inputs).copyInto({ release: true })
      load.applySync(undefined, [set, copies as never])
    },
    run({ script, stamps, set, turns }, seconds, before) {
      if (stamps !== true && setup.stamps !== true) {
        const ended = runIn(shared ?? openOne(), script, set, turns, seconds, before)
        if (typeof ended === 'object' && !isolate.isDisposed) renew(burnedIn(ended))
        return ended
      }
      const ended: Ended[] = []
      let burned = before
      for (const turn of turns) {
        const last = runIn(openOne(), script, set, [turn], seconds, burned)
        if (last === undefined || last === 'timeout') return last
        ended.push(...last)
        burned += burnedIn(last)
        if (last.at(-1)?.kind !== 'answer') break
      }
      return ended
    },
    get lost() {
      return isolate.isDisposed
    },
    dispose() {
      if (!isolate.isDisposed) isolate.dispose()
    },
  }
}
