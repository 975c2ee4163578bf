import type { serialize } from 'node:v8'
import type Ivm from 'isolated-vm'
import type { Context, ExternalCopy, Isolate, Reference, Script } from 'isolated-vm'
import type { DriverRealm, Ended, makeDriverRealm, Turn } from './driver-realm.ts'
import type { heapOf, Run, SandboxSetup } from './protocol.ts'
import type { furnisher } from './realm/library.ts'
import type { ProgramRealm } from './realm/program-realm.ts'

/** What cells are made with. */
export interface IsolateTools {
  readonly ivm: typeof Ivm
  readonly serialize: typeof serialize
  readonly makeDriverRealm: typeof makeDriverRealm
  readonly furnisher: typeof furnisher
  readonly heapOf: typeof heapOf
  /** Scripts that open a realm of the snapshot: an ordinary one, and one in which errors know where they were made. */
  readonly openRealm: string
  readonly openTracingRealm: string
}

/** An isolate with a driver in it, in which programs run. */
export interface ProgramIsolate {
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
  /** Gives a program's script its tools, those of the problem's library among them, if it is to be given any. */
  readonly furnish?: Reference
  /** The library's script. */
  readonly lent?: Reference
  release(): void
}

/** A program whose script is compiled; it has entered the shared realm once it was run there. */
interface Program {
  readonly compiled: Script
  entered?: Reference
}

/**
 * Makes a cell. `snapshot` holds a hardened realm (see `hardenedRealm`), from which the driver's and every program's realm is opened;
 * `words` are shared memory in which programs count what they burn (see `fuel-counter.ts`). It is turned into text, so it refers to nothing
 * outside itself.
 *
 * @throws Error when the driver does not load
 */
export function createIsolate(
  { ivm, serialize, makeDriverRealm, furnisher, heapOf, openRealm, openTracingRealm }: IsolateTools,
  setup: SandboxSetup,
  snapshot: ExternalCopy<ArrayBuffer>,
  words: Int32Array,
): ProgramIsolate {
  /** The longest time that isolated-vm can be given, in milliseconds. */
  const longest = 2 ** 31 - 1
  /** Bytes by which the heap may have grown since a realm was opened: whatever is left there by then is left with the realm. */
  const most = 8 * 2 ** 20
  /** Fuel with which programs do not make the heap grow by that much; looking costs as much as a tiny program. */
  const idle = 1000
  /** Programs that are kept compiled: one is judged on a few cases after the other, and the next ones find what V8 has learnt of it. */
  const kept = 64
  /** Fuel up to which a case that threw is run again to see where. */
  const short = 2e7

  /** Text of the function that the driver calls for the entry: arguments that are not primitives are copied, a value of the declared type passes. */
  function entryWrapper({ entry: { parameters, returns }, library, tools }: SandboxSetup): string {
    const names = parameters.map(({ name }, k) => (name.startsWith('...') ? `...a${k}` : `a${k}`))
    const isObject = (name: string): string => `(typeof ${name} === 'object' && ${name} !== null) || typeof ${name} === 'function'`
    const adopted = names.map((name) =>
      name.startsWith('...')
        ? `${name.slice(3)} = ${name.slice(3)}.map((v) => ${isObject('v')} ? adopt(v) : v);`
        : `if (${isObject(name)}) ${name} = adopt(${name});`,
    )
    const pass = ['number', 'boolean', 'string'].includes(returns) ? `if (typeof v === '${returns}') return v;` : ''
    // the guard sees by their number that the last one is not there (see `furnisher`)
    const few =
      tools === true && library === undefined ? `arguments.length < ${names.length} ? guard(${names.slice(0, -1).join(', ')}) : ` : ''
    return `((adopt, settle) => { 'use strict'; return (guard) => function (${names.join(', ')}) { ${adopted.join(' ')} const v = ${few}guard(${names.join(', ')}); ${pass} return settle(v); } })`
  }

  const isolate: Isolate = new ivm.Isolate({ memoryLimit: heapOf(setup.memory), snapshot })
  const opening = isolate.compileScriptSync(openRealm)
  const tracing = isolate.compileScriptSync(openTracingRealm)
  const library = setup.library === undefined ? undefined : isolate.compileScriptSync(setup.library, { filename: 'library' })
  const furnishing =
    library === undefined && setup.tools !== true && setup.rights === undefined
      ? undefined
      : isolate.compileScriptSync(furnisher(setup.entry.parameters.length, library !== undefined, setup.rights))

  function openOne(script = opening): Realm {
    const context = isolate.createContextSync()
    const kernel = script.runSync(context, { reference: true }) as unknown as Reference<ProgramRealm>
    const furnish = furnishing?.runSync(context, { reference: true })
    const lent = library?.runSync(context, { reference: true })
    return {
      context,
      kernel,
      ...(furnish === undefined ? {} : { furnish }),
      ...(lent === undefined ? {} : { lent }),
      release() {
        lent?.release()
        furnish?.release()
        kernel.release()
        context.release()
      },
    }
  }

  const own = openOne(tracing)
  const { name, returns } = setup.entry
  const source = `(${String(makeDriverRealm)})(${JSON.stringify(name)}, ${JSON.stringify(returns)}, ${setup.answer}, ${setup.memory * 2 ** 20}, ${entryWrapper(setup)})`
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
  /** The realm in which programs that share one are run again to see where they threw; opened when the first one throws. */
  let tracer: Realm | undefined
  let size = heapSize()
  let unseen = 0
  /** The programs that were run last in the shared realm, by their scripts, the latest last. */
  const programs = new Map<string, Program>()
  const release = ({ compiled, entered }: Program): void => {
    entered?.release()
    compiled.release()
  }
  /** How many cases each set has. */
  const sizes = new Map<string, number>()
  /** Whether there may be more of a set for a program that answers these turns: its last case is not among them, or it makes calls. */
  const isPart = (set: string, turns: readonly Turn[]): boolean =>
    setup.rights !== undefined || !turns.some(({ input }) => input + 1 === sizes.get(set))
  /** Keeps a program that is to be judged further in the shared realm, in the place of the one that was not run for longest. */
  function part(script: string, program: Program, isWanted: boolean): void {
    programs.delete(script)
    if (!isWanted || program.entered === undefined) return release(program)
    programs.set(script, program)
    if (programs.size <= kept) return
    const [oldest] = programs
    if (oldest === undefined) return
    programs.delete(oldest[0])
    release(oldest[1])
  }
  /** Opens the shared realm anew when the heap has grown: the next program finds what the first one found. */
  function renew(burned: number): void {
    unseen += burned
    if (shared === undefined || unseen < idle) return
    unseen = 0
    if (heapSize() - size <= most) return
    for (const program of programs.values()) release(program)
    programs.clear()
    shared.release()
    tracer?.release()
    tracer = undefined
    shared = openOne()
    size = heapSize()
  }

  /** Whether a program that ended so is run on further cases. */
  const goesOn = (last: Ended | undefined): boolean => last?.kind === 'answer' || last?.kind === 'asks'

  const burnedIn = (ended: readonly Ended[]): number => ended.reduce((sum, { fuel }) => sum + fuel, 0)

  function bytesOf(answer: unknown): number {
    if (ArrayBuffer.isView(answer)) return answer.byteLength
    const { buffer, length } = serialize(answer)
    // freed at once: the heap of this thread is seldom collected
    buffer.transfer(0)
    return length
  }

  /** An answer larger than the limit is no answer. */
  function cap(item: Ended): Ended {
    if (item.kind !== 'answer' || typeof item.answer === 'number') return item
    return bytesOf(item.answer) > setup.answer ? { kind: 'error', fuel: item.fuel, reason: 'the answer is too large' } : item
  }

  /** Some turns of a set, the first of which has so many before it, which burned so much. */
  interface Stretch {
    readonly set: string
    readonly turns: readonly Turn[]
    readonly seconds: number
    readonly before: number
    readonly first: number
  }

  /** A program in a realm, from its compiled script. */
  function enter(realm: Realm, compiled: Script): Reference {
    const program = compiled.runSync(realm.context, { reference: true })
    if (realm.furnish === undefined) return program
    const lent = realm.lent === undefined ? [] : [realm.lent.derefInto()]
    return realm.furnish.applySync(undefined, [program.derefInto({ release: true }), ...lent], { result: { reference: true } })
  }

  /** Runs a program in a realm; one that is not shared ends with it. */
  function runIn(
    realm: Realm,
    program: Program,
    { set, turns, seconds, before, first }: Stretch,
  ): readonly Ended[] | 'timeout' | undefined {
    try {
      let entered: Reference
      try {
        entered = (realm === shared ? program.entered : undefined) ?? enter(realm, program.compiled)
        if (realm === shared) program.entered = entered
      } catch {
        return isolate.isDisposed ? undefined : [{ kind: 'error', fuel: 0, reason: 'does not compile' }]
      }
      const copied = new ivm.ExternalCopy(turns).copyInto({ release: true })
      const cases: Ended[] | undefined = run.applySync(
        undefined,
        [
          realm.kernel.derefInto() as never,
          entered.derefInto({ release: realm !== shared }) as never,
          set,
          copied as never,
          before,
          first,
          realm === shared && isPart(set, turns),
        ],
        { result: { copy: true }, timeout: Math.min(Math.ceil(seconds * 1000), longest) },
      )
      return cases?.map(cap)
    } catch (error) {
      if (!isolate.isDisposed && (error as Error).message === 'Script execution timed out.') return 'timeout'
      throw error
    } finally {
      if (realm !== shared && realm !== tracer && !isolate.isDisposed) realm.release()
    }
  }

  /** A case that threw, with the place where it did: seen by running it again where errors know that. */
  function locate(last: Ended, program: Program, stretch: Stretch, isShared: boolean): Ended | 'timeout' | undefined {
    if (last.kind !== 'error' || last.fuel > short || !last.reason.startsWith('threw ')) return last
    const realm = isShared ? (tracer ??= openOne(tracing)) : openOne(tracing)
    const again = runIn(realm, program, stretch)
    if (again === undefined || again === 'timeout') return again
    const [same] = again
    const isSame = same?.kind === 'error' && same.fuel === last.fuel && same.reason === last.reason
    return isSame && same.place !== undefined ? { ...last, place: same.place } : last
  }

  /** Runs a program on turns, in the shared realm or in one of its own, and looks where it threw if it did. */
  function runOn(program: Program, stretch: Stretch, isShared: boolean): readonly Ended[] | 'timeout' | undefined {
    const ended = runIn((isShared ? shared : undefined) ?? openOne(), program, stretch)
    const last = typeof ended === 'object' ? ended.at(-1) : undefined
    if (typeof ended !== 'object' || last === undefined || isolate.isDisposed) return ended
    const sound = ended.slice(0, -1)
    const at = ended.length - 1
    const rest = { turns: stretch.turns.slice(at, at + 1), before: stretch.before + burnedIn(sound), first: stretch.first + at }
    const located = locate(last, program, { ...stretch, ...rest }, isShared && shared !== undefined)
    return typeof located === 'object' ? [...sound, located] : located
  }

  /** The same of a program in text; where each case needs a realm of its own, case by case. */
  function runScript({ script, stamps, set, turns }: Run, seconds: number, before: number): readonly Ended[] | 'timeout' | undefined {
    const isShared = stamps !== true && setup.stamps !== true
    let isWanted = false
    let program: Program
    try {
      program = (isShared ? programs.get(script) : undefined) ?? { compiled: isolate.compileScriptSync(script, { filename: 'program' }) }
    } catch {
      return isolate.isDisposed ? undefined : [{ kind: 'error', fuel: 0, reason: 'does not compile' }]
    }
    try {
      if (isShared) {
        const ended = runOn(program, { set, turns, seconds, before, first: 0 }, true)
        isWanted = typeof ended === 'object' && goesOn(ended.at(-1)) && isPart(set, turns)
        return ended
      }
      const ended: Ended[] = []
      let burned = before
      for (const [first, turn] of turns.entries()) {
        const last = runOn(program, { set, turns: [turn], seconds, before: burned, first }, false)
        if (last === undefined || last === 'timeout') return last
        ended.push(...last)
        burned += burnedIn(last)
        if (!goesOn(last.at(-1))) break
      }
      return ended
    } finally {
      if (!isolate.isDisposed) part(script, program, isWanted)
    }
  }

  return {
    load(set, inputs) {
      sizes.set(set, inputs.length)
      const copies = new ivm.ExternalCopy(inputs).copyInto({ release: true })
      load.applySync(undefined, [set, copies as never])
    },
    run(run, seconds, before) {
      const ended = runScript(run, seconds, before)
      if (typeof ended === 'object' && !isolate.isDisposed) renew(burnedIn(ended))
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
