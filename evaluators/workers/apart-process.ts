/** Where a process begins that carries out batches apart from a run's own (see `apart.ts`). It ends with the process that started it. */
import { enableCompileCache } from 'node:module'
import { TernateError } from '../../engine/contracts/fault.ts'
import { receiveKnown } from '../../engine/search/known.ts'
import type { ApartBatch, ApartReply, ApartSetup } from './apart.ts'
import { createPool } from './pool.ts'

enableCompileCache()
const { thread, ...setup } = JSON.parse(process.argv[2] ?? '') as ApartSetup
const send = (reply: ApartReply): void => void process.send?.(reply)
const pool = createPool(new URL(thread), 1, { ...setup, onStuck: (stuck) => send({ kind: 'stuck', stuck }) })

async function replyTo({ assignments, from, known }: ApartBatch): Promise<ApartReply> {
  receiveKnown(pool.known, from, known)
  try {
    return { kind: 'outcomes', outcomes: await pool.run(assignments, () => {}) }
  } catch (error) {
    if (error instanceof TernateError) return { kind: 'fault', code: error.code, message: error.message, remedy: error.remedy }
    return { kind: 'fault', message: String(error), remedy: '' }
  }
}

process.on('message', (batch: ApartBatch) => void replyTo(batch).then(send))
process.on('disconnect', () => void pool.close().finally(() => process.exit(0)))
