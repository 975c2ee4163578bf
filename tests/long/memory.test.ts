import { describe, expect, test } from 'vitest'
import { hoarding, probes, ways } from '../../evaluators/isolate/fixtures/hoards.ts'
import { endsIn } from '../../evaluators/isolate/fixtures/sandboxed.ts'

describe.each(['frozen', 'fresh'] as const)('in a realm that is %s', (realm) => {
  test.each(ways)('a program that hoards by %s ends in memory, in a process of its own as after itself', async (way) => {
    const program = hoarding(way, 2 ** 20)
    const [first, second] = await endsIn({ memory: 8, realm }, [program, program])
    expect(first).toMatchObject([{ kind: 'memory' }])
    expect(second).toEqual(first)
    expect(await endsIn({ memory: 8, realm: realm === 'fresh' ? 'frozen' : 'fresh' }, [program])).toEqual([first])
  })

  test.each(probes)('a probe has one answer in a process of its own and in one that held much: %s', async (probe) => {
    const held = 'export const solve = () => { const a = []; for (let k = 0; k < 60; k++) a.push(new Array(1e5).fill(k)); return 1 }'
    const [alone] = await endsIn({ realm }, [probe])
    expect(alone).toMatchObject([{ kind: 'memory' }])
    expect((await endsIn({ realm }, [held, probe, held, held, probe])).filter((_, k) => k === 1 || k === 4)).toEqual([alone, alone])
  })

  // buffers of 1 MiB, up to more than the heap holds
  test('a program that holds so many MiB has one verdict, whatever ran before', async () => {
    const sizes = [10, 20, 40, 60, 63, 64, 65, 66, 68, 70, 80, 100, 130, 160, 200, 300]
    const programs = sizes.map(
      (size) =>
        `export const solve = () => { const a = []; for (let k = 0; k < ${size}; k++) a.push(new Float64Array(131072).fill(k)); return a.length }`,
    )
    const ends = await endsIn({ realm }, programs)
    expect(ends.flat().map((end) => (typeof end === 'string' ? end : end.kind))).toEqual(
      sizes.map((size) => (size <= 68 ? 'answer' : 'memory')),
    )
    expect(await endsIn({ realm }, [...programs.toReversed(), ...programs])).toEqual([...ends.toReversed(), ...ends])
  })
})
