import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { version } from '../run/version.ts'
import { helpText } from './help.ts'
import { commands } from './listing.ts'

const launcher = join(import.meta.dirname, 'ternate.js')

/** What a process says on its way out: its own processor time in microseconds. */
const TOLD = `data:text/javascript,process.on('exit',()=>process.stderr.write(String(process.cpuUsage().user)))`

/** What it also says: every module that it loads. */
const TRACED = `data:text/javascript,import{registerHooks}from'node:module';registerHooks({load(url,context,next){process.stderr.write(url+'\\n');return next(url,context)}})`

const node = (...args: readonly string[]): { stdout: string; stderr: string } => spawnSync(process.execPath, args, { encoding: 'utf8' })

/** The least of several tries: what else runs on the machine makes a process burn more, never less. */
const leastTime = (...args: readonly string[]): number =>
  Math.min(...Array.from({ length: 3 }, () => Number(node('--import', TOLD, ...args).stderr)))

describe('help and version', () => {
  test('load no command and no package', () => {
    for (const flag of ['--help', '-h', '--version', '-v']) {
      const { stdout, stderr } = node('--import', TRACED, launcher, flag)
      expect(stdout).toBe(flag.includes('v') ? `${version}\n` : helpText(110))
      expect(stderr).toContain('cli/main.ts')
      expect(stderr).not.toMatch(/node_modules|cli\/(?:commands|arguments|print-error)/)
    }
  })
  test('of a command loads its options, and nothing of what it does', () => {
    for (const name of ['run', 'show', 'compare']) {
      const { stdout, stderr } = node('--import', TRACED, launcher, name, '--help')
      expect(stdout).toContain(`ternate ${name}`)
      expect(stderr).toContain(`cli/arguments/${name}.ts`)
      expect(stderr).not.toMatch(
        /cli\/commands|run\/(?!version)|archive\/|proposers\/|dashboard\/|node_modules\/(?!(?:yargs|yargs-parser|y18n|cliui|escalade|get-caller-file|string-width|wrap-ansi|strip-ansi|ansi-[\w-]+|emoji-regex|get-east-asian-width)\/)/,
      )
    }
  })
  test('take little more processor time than Node itself', () => {
    const bare = leastTime('-e', '0')
    for (const flag of ['--help', '--version']) expect(leastTime(launcher, flag) - bare).toBeLessThan(60_000)
  })
  test('list every command, in lines that fit', () => {
    const files = ['commands', 'arguments'].map((folder) =>
      globSync(`${folder}/*.ts`, { cwd: import.meta.dirname }).map((path) => /(\w+)\.ts$/.exec(path)?.[1] ?? path),
    )
    for (const names of files) expect(names.sort()).toEqual(Object.keys(commands).sort())
    for (const columns of [60, 80, 200]) {
      for (const { usage } of Object.values(commands)) expect(helpText(columns)).toContain(`\n  ${usage}  `)
    }
    for (const columns of [80, 200]) for (const line of helpText(columns).split('\n')) expect(line.length).toBeLessThanOrEqual(columns)
  })
})
