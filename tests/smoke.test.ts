import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createStandIn } from '../examples/stand-in/stand-in.ts'
import { evolve, resume, verify } from '../index.ts'
import { eventsOf, ternate } from './command.ts'
import { bins } from './fixtures/bins.ts'
import { makeClimb } from './fixtures/climb.ts'
import { blocksOf, fileOf } from './fixtures/document.ts'

const root = mkdtempSync(join(tmpdir(), 'ternate-smoke-'))
afterAll(() => rmSync(root, { recursive: true }))

test('a run that is killed comes to the digest that it would have come to', async () => {
  const options = [bins, '--seed', '5', '--evaluations', '80', '--json']
  const whole = await ternate(['run', ...options, '--out', join(root, 'whole')], root)
  const killed = await ternate(['run', ...options, '--out', join(root, 'killed')], root, (said) => said.split('\n').length > 4)
  expect(killed.signal).toBe('SIGKILL')
  const resumed = await ternate(['resume', join(root, 'killed'), '--json', '--workers', '1'], root)
  const digest = ({ stdout }: { readonly stdout: string }): unknown => eventsOf(stdout).at(-1)?.['digest']
  expect(digest(resumed)).toBe(digest(whole))
})

test('a run with a model is verified without it, and goes on with a note', async () => {
  const standIn = await createStandIn()
  const out = join(root, 'asked')
  const options = { workers: 1, strategy: 'asking', models: ['good'], baseUrl: standIn.url, evaluations: 30, calls: 6, inFlight: 2, out }
  const run = await (await evolve(makeClimb(root), options)).finished
  await standIn.close()
  expect(await verify(out, { kind: 'all', workers: 1 })).toMatchObject({ equal: true, digest: run.digest })
  expect((await ternate(['note', out, 'a step of one'], root)).code).toBe(0)
  expect(await verify(out, { kind: 'journal' })).toMatchObject({ equal: true })
})

test('a time limit that is over before the initial programs are judged ends the run', async () => {
  const out = join(root, 'brief')
  const last = await (await evolve('template', { seconds: 0.001, workers: 1, out })).finished
  expect(last).toMatchObject({ type: 'finished', reason: 'seconds' })
  expect((await (await resume(out, { evaluations: 20 })).finished).type).toBe('finished')
})

test("the README's problem is found", async () => {
  for (const block of blocksOf('README.md')) {
    const file = fileOf(block)
    if (block.language !== 'ts' || file?.startsWith('kepler/') !== true) continue
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), block.text)
  }
  const found = await ternate(['run', './kepler', '--target', '0.05', '--evaluations', '2000', '--json', '--out', 'kepler-run'], root)
  expect(eventsOf(found.stdout).at(-1)).toMatchObject({ type: 'finished', reason: 'target' })
})
