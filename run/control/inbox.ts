import { readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { makeFolder } from '../../archive/folder.ts'
import { parseJson } from '../../disk/json.ts'
import { readText, statPlain } from '../../disk/read.ts'
import { TernateError } from '../../engine/contracts/fault.ts'
import { checkCommand } from './command.ts'
import type { Command } from './command.ts'

/**
 * A folder in that of a run, by which other processes ask something of the one that owns it. A command is a small JSON file
 * `NAME.json`, put there by renaming; the owner of the run takes it by renaming it to `NAME.taken`, carries it out, and answers by
 * `NAME.answer`. Whoever asked removes the answer. What is read here was written by anyone: it is checked, and limited in size.
 */
const inboxOf = (folder: string): string => join(folder, 'inbox')

/** Bytes that a command may have, and an answer. */
const LARGEST = { command: 4_000_000, answer: 20_000 }

/** Milliseconds between two polls of the folder. */
const PACE = 150

/** Names of commands: the time, so that they are carried out in the order in which they came, and something of their own. */
const NAME = /^\d{13}-[a-z0-9-]{1,60}$/

/** What came of a command: where the journal stands with it, nothing for one that is not journaled, or why it was refused. */
export type Answer =
  | { readonly ok: true; readonly index?: number; readonly digest?: string }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly remedy: string }

const answerSchema: z.ZodType<Answer> = z.discriminatedUnion('ok', [
  z.strictObject({ ok: z.literal(true), index: z.int().positive().exactOptional(), digest: z.string().length(64).exactOptional() }),
  z.strictObject({ ok: z.literal(false), code: z.string(), message: z.string(), remedy: z.string() }),
])

/** The text of a plain file, '' for one that is too large; undefined when there is none. */
function read(file: string, most: number): string | undefined {
  const found = readText(file, most, { links: false })
  if (found.ok) return found.content
  return statPlain(file, { links: false }).ok ? '' : undefined
}

/** Writes a file at once. */
function put(folder: string, name: string, value: unknown): void {
  const draft = join(folder, `${name}.${process.pid}.draft`)
  writeFileSync(draft, JSON.stringify(value))
  renameSync(draft, join(folder, name))
}

/** Takes the folder away when nothing is in it. */
function tidy(inbox: string): void {
  try {
    rmdirSync(inbox)
  } catch {
    // others still use it
  }
}

/** A command on its way. */
export interface Letter {
  /** What came of it, once something has; it is then over. */
  answer(): Answer | undefined
  /** Takes the command back; false when the owner has it already. */
  withdraw(): boolean
}

/**
 * Leaves a command for the owner of a run.
 *
 * @throws TernateError `STEER_COMMAND` when it is too large, `OUT_UNWRITABLE` when the run's folder may not be written
 */
export function post(folder: string, command: Command): Letter {
  const inbox = inboxOf(folder)
  const name = `${String(Date.now()).padStart(13, '0')}-${process.pid}-${crypto.randomUUID().slice(0, 8)}`
  if (Buffer.byteLength(JSON.stringify(command)) > LARGEST.command)
    throw new TernateError('STEER_COMMAND', `a command has at most ${LARGEST.command} bytes`, 'Give a smaller program.')
  try {
    makeFolder(inbox)
    put(inbox, `${name}.json`, command)
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error)
    throw new TernateError(
      'OUT_UNWRITABLE',
      `${inbox} cannot be written (${reason})`,
      'Only who may write to the folder of a run can steer it.',
    )
  }
  return {
    answer() {
      const text = read(join(inbox, `${name}.answer`), LARGEST.answer)
      if (text === undefined) return undefined
      rmSync(join(inbox, `${name}.answer`), { force: true })
      tidy(inbox)
      const checked = answerSchema.safeParse(parse(text))
      if (checked.success) return checked.data
      throw new TernateError('STEER_UNANSWERED', `${inbox} holds an answer that is none`, 'See by `ternate show RUN` what became of it.')
    },
    withdraw() {
      try {
        renameSync(join(inbox, `${name}.json`), join(inbox, `${name}.withdrawn`))
      } catch {
        return false
      }
      rmSync(join(inbox, `${name}.withdrawn`), { force: true })
      tidy(inbox)
      return true
    },
  }
}

/** What the owner of a run does with commands. */
export interface Owner {
  /** Carries one out, to the end; what it throws as a TernateError is the answer. */
  carryOut(command: Command): Promise<Answer>
  /** Where the journal has what this command adds, if it had come to it since `since` (milliseconds since the epoch). */
  journaled(command: Command, since: number): Answer | undefined
}

/** The inbox of a run’s owner. */
export interface Inbox {
  /** Takes nothing more; resolves when what was taken is answered. */
  close(): Promise<void>
}

/** The files of an inbox, in the order of their names. */
function filesIn(inbox: string): string[] {
  try {
    return readdirSync(inbox).sort()
  } catch {
    return []
  }
}

/** Whether a command is for the search, whoever runs it; `pause`, `stop` and the like are for the process that they were posted to. */
const outlivesOwner = ({ kind }: Command): boolean => kind === 'note' || kind === 'review' || kind === 'inject'

/** Carries out a command that was taken; undefined for one that is gone, or was meant for an earlier process. */
async function answerTo(taken: string, opened: number, leftOver: boolean, { carryOut, journaled }: Owner): Promise<Answer | undefined> {
  const text = read(taken, LARGEST.command)
  if (text === undefined) return undefined
  try {
    const command = checkCommand(parse(text))
    const posted = statSync(taken).mtimeMs
    if (posted < opened && !outlivesOwner(command)) return undefined
    return (leftOver ? journaled(command, posted - 1) : undefined) ?? (await carryOut(command))
  } catch (error) {
    if (!(error instanceof TernateError)) throw error
    const { code, message, remedy } = error
    return { ok: false, code, message: message.slice(0, 2000), remedy: remedy.slice(0, 2000) }
  }
}

/**
 * Serves the inbox of a run. What an earlier process took and did not answer is carried out now, unless the journal has it; commands from
 * before `opened` that were meant for that process (`pause`, `stop` and the like) are dropped.
 */
export function serveInbox(folder: string, opened: number, owner: Owner): Inbox {
  const inbox = inboxOf(folder)
  let first = true
  let closed = false

  async function serve(name: string, leftOver: boolean): Promise<void> {
    const taken = join(inbox, `${name}.taken`)
    const answer = await answerTo(taken, opened, leftOver, owner)
    if (answer !== undefined) put(inbox, `${name}.answer`, answer)
    rmSync(taken, { recursive: true, force: true })
  }

  async function look(): Promise<void> {
    for (const file of filesIn(inbox)) {
      const [, name = '', kind = ''] = /^(.*)\.(json|taken|answer)$/.exec(file) ?? []
      if (!NAME.test(name) || closed) continue
      if (kind === 'taken' && first) await serve(name, true)
      if (kind === 'answer' && first && statSync(join(inbox, file)).mtimeMs < opened) rmSync(join(inbox, file), { force: true })
      if (kind !== 'json') continue
      try {
        renameSync(join(inbox, file), join(inbox, `${name}.taken`))
      } catch {
        continue
      }
      await serve(name, false)
    }
    first = false
  }

  let looking: Promise<void> = Promise.resolve()
  let busy = false
  const timer = setInterval(() => {
    if (busy || closed) return
    busy = true
    looking = look()
      // a folder that cannot be read or written, or a file that vanished: the run has to go on
      .catch(() => {})
      .finally(() => (busy = false))
  }, PACE)

  return {
    async close() {
      closed = true
      clearInterval(timer)
      await looking
      tidy(inbox)
    },
  }
}

function parse(text: string): unknown {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}
