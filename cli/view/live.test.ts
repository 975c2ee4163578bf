import { stripVTControlCharacters } from 'node:util'
import { describe, expect, test } from 'vitest'
import { NO_OUTCOMES } from '../../engine/contracts/event.ts'
import type { Status } from '../../engine/contracts/event.ts'
import { windowLines } from './live.ts'
import { openScreen } from './screen.ts'

const status: Status = {
  phase: 'searching',
  evaluations: 1234.5,
  commits: 2000,
  fuel: 1e9,
  seconds: 30,
  budget: { evaluations: 20_000 },
  best: { number: 17, score: 1.25, size: 40 },
  islands: [
    { individuals: 60, cells: 12, best: 1.25 },
    { individuals: 7, cells: 1 },
  ],
  outcomes: { ...NO_OUTCOMES, scored: 1000, error: 3, duplicate: 20, 'duplicate-behaviour': 900 },
}
const scene = { problem: 'evil\u001b[2J', unit: '%', direction: 'minimize', strategy: 'default', status: () => status } as const

/** A terminal that keeps what is written to it. */
const terminal = (): { columns: number; rows: number; written: string; write: (text: string) => boolean } => ({
  columns: 60,
  rows: 24,
  written: '',
  write(text) {
    this.written += text
    return true
  },
})

describe('the window', () => {
  const lines = windowLines(status, scene, { rate: 41.2, remaining: 455 }, 100)
  const text = stripVTControlCharacters(lines.join('\n'))
  test('says what calls of models come to, in a run that asks some', () => {
    expect(text).not.toContain('in flight')
    const asking = { ...status, budget: { dollars: 5 }, calls: { inFlight: 12, made: 345, tokens: 120_000, cost: 1_250_000 } }
    const shown = stripVTControlCharacters(windowLines(asking, scene, { rate: 1, remaining: undefined }, 100).join('\n'))
    for (const part of ['12 in flight, 345 made, 120,000 tokens, 1.2500 $', '1.2500 $ of 5.0000 $', ' 25 %']) expect(shown).toContain(part)
  })

  test('says that nothing better is found, on as many lines', () => {
    const stuck = {
      symptoms: [{ kind: 'no gain', evaluations: 1363, ever: false }, { kind: 'one individual' }],
      levers: ['model'],
    } as const
    const shown = windowLines({ ...status, stuck }, scene, { rate: 1, remaining: undefined }, 100)
    expect(stripVTControlCharacters(shown.join('\n'))).toContain('nothing better for 1,363 evaluations, one individual left')
    expect(shown).toHaveLength(lines.length)
  })

  test('says where the run stands', () => {
    for (const part of [
      '1,234 of 20,000 evaluations',
      '  6 %',
      '7:35 left',
      '1.2500 %',
      'program 17, size 40',
      'scored 1,000',
      'error 3',
      'duplicate-behaviour 900',
      '41 evaluations/s',
    ])
      expect(text).toContain(part)
    expect(text).not.toContain('crash')
  })
  test('says what keys do where there is a keyboard, and that the run is paused', () => {
    const press = (): void => {}
    const keys = [
      { key: 'p', word: (paused: boolean) => (paused ? 'resume' : 'pause'), press },
      { key: 'q', word: () => 'stop safely', press },
    ]
    const shown = (state: Status, listening: boolean): string =>
      stripVTControlCharacters(windowLines(state, { ...scene, keys }, { rate: 1, remaining: 9 }, 80, undefined, listening).join('\n'))
    expect(shown(status, true)).toContain('p pause   q stop safely')
    expect(shown({ ...status, paused: true }, true)).toContain('p resume   q stop safely')
    expect(shown({ ...status, paused: true }, true)).toContain('paused, strategy')
    expect(shown({ ...status, paused: true }, true)).not.toContain('left')
    expect(shown(status, false)).toContain('Ctrl-C saves')
  })
  test('draws how the best and the pace went', () => {
    const trails = { scores: [9, 5, 5, 2, 1], rates: [1, 2, 3] }
    const shown = stripVTControlCharacters(windowLines(status, scene, { rate: 3, remaining: 9 }, 80, trails).join('\n'))
    expect(shown).toContain('█▅▅▂▁')
    expect(shown).toContain('▁▅█')
  })
  test('has always as many lines, and none from a problem by its name', () => {
    const { best: _, ...early } = status
    expect(windowLines({ ...early, phase: 'initializing' }, scene, { rate: 0, remaining: undefined }, 100)).toHaveLength(lines.length)
    expect(lines.join('')).not.toContain('\u001b[2J')
  })
})

describe('a screen', () => {
  test('draws in place, keeps log lines above, and gives the cursor back', () => {
    const tty = terminal()
    const screen = openScreen(tty as never)
    screen.draw(['one', 'two'])
    screen.log('improved')
    screen.draw(['x'.repeat(99), 'two'])
    const last = tty.written.slice(tty.written.lastIndexOf('\u001b[2A'))
    expect(last).toBe(`\u001b[2A\u001b[0Jimproved\n${'x'.repeat(58)}…\ntwo\n`)
    screen.close()
    screen.close()
    expect(tty.written.endsWith('\u001b[?25h')).toBe(true)
    expect(tty.written.split('\u001b[?25h')).toHaveLength(2)
  })
  test('counts the lines that a narrower terminal has wrapped', () => {
    const tty = terminal()
    const screen = openScreen(tty as never)
    screen.draw(['y'.repeat(50)])
    tty.columns = 20
    screen.draw(['z'])
    expect(tty.written).toContain('\u001b[3A')
    screen.close()
  })
})
