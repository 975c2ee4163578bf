import type { JSX } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import uPlot from 'uplot'
import { spelledOut } from '../../../engine/contracts/visible.ts'
import 'uplot/dist/uPlot.min.css'
import { brief, score } from './format.ts'

/** A curve. */
export interface Curve {
  readonly label: string
  readonly values: readonly (number | null)[]
  /** Number of its colour. */
  readonly colour: number
  readonly width?: number
  readonly dashed?: boolean
  /** Points instead of a line. */
  readonly points?: boolean
  /** Whether its beginning may lie outside of the picture, so that the others can be told apart. */
  readonly loose?: boolean
}

/** A point that leads somewhere. */
export interface Mark {
  readonly x: number
  readonly y: number
  readonly label: string
  readonly href: string
  readonly kind?: 'validation'
}

/** A level that others reached. */
export interface Level {
  readonly y: number
  readonly label: string
}

interface ChartProps {
  /** What the picture shows, in a sentence. */
  readonly title: string
  readonly x: readonly number[]
  readonly xLabel: string
  readonly yLabel: string
  readonly curves: readonly Curve[]
  readonly marks?: readonly Mark[]
  readonly levels?: readonly Level[]
  readonly height?: number
  readonly logarithmic?: boolean
  /** Steps from one point to the next, as a best score goes. */
  readonly stepped?: boolean
}

const colourOf = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** Whether the reader wants it dark; charts are drawn, so that they have to be told. */
function useDark(): boolean {
  const media = matchMedia('(prefers-color-scheme: dark)')
  const [dark, setDark] = useState(media.matches)
  useEffect(() => {
    const changed = (): void => setDark(media.matches)
    media.addEventListener('change', changed)
    return () => media.removeEventListener('change', changed)
  }, [])
  return dark
}

/** The least and the greatest of numbers. */
function extentOf(lists: readonly (readonly (number | null)[])[]): [number, number] {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const list of lists) {
    for (const value of list) {
      if (value === null || !Number.isFinite(value)) continue
      if (value < low) low = value
      if (value > high) high = value
    }
  }
  return [low, high]
}

/** The span of all that is to be seen, with some air around it; of curves that may lie outside what is not farther off than that is wide. */
function rangeOf({ curves, levels = NONE }: ChartProps): [number, number] {
  const firm = curves.filter(({ loose }) => loose !== true).map(({ values }) => values)
  const all = curves.map(({ values }) => values)
  const heights = levels.map(({ y }) => y)
  let [low, high] = extentOf(firm.length === 0 ? all : [...firm, heights])
  if (low > high) return [0, 1]
  const near = high - low || Math.abs(high) * 0.1
  const loose = all.flat().filter((value) => value !== null && value >= low - near && value <= high + near)
  const [least, greatest] = extentOf([loose])
  low = Math.min(low, least)
  high = Math.max(high, greatest)
  const air = (high - low) * 0.06 || Math.abs(high) * 0.05 || 0.5
  return [low - air, high + air]
}

/** Where the names of levels stand: by their lines, moved so far that no two lie on each other and none outside. */
function spread(
  levels: readonly { readonly line: number; readonly label: string }[],
  step: number,
  bottom: number,
): { readonly line: number; readonly at: number; readonly label: string }[] {
  const sorted = [...levels].sort((a, b) => a.line - b.line)
  let next = Number.NEGATIVE_INFINITY
  const down = sorted.map(({ line }) => {
    const at = Math.max(line - step / 4, next)
    next = at + step
    return at
  })
  let limit = bottom
  const up = down.toReversed().map((at) => {
    const place = Math.min(at, limit)
    limit = place - step
    return place
  })
  return sorted.map((level, k) => ({ ...level, at: up[up.length - 1 - k] ?? level.line }))
}

/** No marks and no levels: one and the same list, so that a picture without any is not drawn again and again. */
const NONE: readonly never[] = []

/** Curves over a common axis, with marks to follow and levels to compare with. */
export function Chart(props: ChartProps): JSX.Element {
  const { title, x, xLabel, yLabel, curves, marks = NONE, levels = NONE, height = 340, logarithmic = false, stepped = false } = props
  const place = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot | undefined>(undefined)
  const shown = useRef<ChartProps>(props)
  shown.current = props
  const [spots, setSpots] = useState<readonly { readonly left: number; readonly top: number; readonly mark: Mark }[]>([])
  const [box, setBox] = useState({ left: 0, top: 0, width: 0, height: 0 })
  const dark = useDark()
  const data = [x, ...curves.map(({ values }) => values)] as unknown as uPlot.AlignedData
  const structure = JSON.stringify([
    curves.map((curve) => ({ ...curve, values: undefined })),
    xLabel,
    yLabel,
    height,
    logarithmic,
    stepped,
    dark,
  ])

  useEffect(() => {
    const target = place.current
    if (target === null) return undefined
    const ratio = devicePixelRatio

    function locate(u: uPlot): void {
      const { left, top, width, height: high } = u.bbox
      setBox({ left: left / ratio, top: top / ratio, width: width / ratio, height: high / ratio })
      setSpots(
        (shown.current.marks ?? []).flatMap((mark) => {
          const at = { left: u.valToPos(mark.x, 'x'), top: u.valToPos(mark.y, 'y'), mark }
          const inside = at.left >= -1 && at.left <= width / ratio + 1 && at.top >= -1 && at.top <= high / ratio + 1
          return inside && Number.isFinite(at.left) && Number.isFinite(at.top) ? [at] : []
        }),
      )
    }

    function drawLevels(u: uPlot): void {
      const { left, top, width, height: high } = u.bbox
      const { ctx } = u
      ctx.save()
      ctx.font = `${11 * ratio}px system-ui, sans-serif`
      ctx.textAlign = 'right'
      const seen = (shown.current.levels ?? [])
        .map(({ y, label }) => ({ line: u.valToPos(y, 'y', true), label }))
        .filter(({ line }) => line >= top && line <= top + high)
      for (const { line, at, label } of spread(seen, 13 * ratio, top + high - 3 * ratio)) {
        ctx.strokeStyle = colourOf('--level')
        ctx.setLineDash([4 * ratio, 4 * ratio])
        ctx.lineWidth = ratio
        ctx.beginPath()
        ctx.moveTo(left, line)
        ctx.lineTo(left + width, line)
        ctx.stroke()
        ctx.fillStyle = colourOf('--quiet')
        ctx.fillText(spelledOut(label), left + width - 6 * ratio, at)
      }
      ctx.restore()
    }

    const axis = {
      stroke: colourOf('--quiet'),
      grid: { stroke: colourOf('--grid'), width: 1 },
      ticks: { stroke: colourOf('--grid'), width: 1 },
    }
    const steps = uPlot.paths.stepped?.({ align: 1 })
    const options: uPlot.Options = {
      width: target.clientWidth,
      height,
      legend: { show: false },
      cursor: { points: { size: 6 }, drag: { x: true, y: false } },
      scales: {
        // oxlint-disable-next-line no-unsafe-enum-assignment -- 3 is the logarithmic scale: uPlot declares a name for it and exports none
        x: { time: false, distr: logarithmic ? 3 : 1 },
        y: { range: () => rangeOf(shown.current) },
      },
      axes: [
        {
          ...axis,
          label: spelledOut(xLabel),
          labelSize: 16,
          size: 34,
          labelFont: '12px system-ui',
          font: '11px system-ui',
          values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : brief(tick))),
        },
        {
          ...axis,
          label: spelledOut(yLabel),
          labelSize: 18,
          size: 62,
          labelFont: '12px system-ui',
          font: '11px system-ui',
          values: (_, ticks) => ticks.map((tick) => (tick === null ? '' : String(Number(tick.toPrecision(6))))),
        },
      ],
      series: [
        {},
        ...curves.map(({ label, colour, width = 1.5, dashed = false, points = false }): uPlot.Series => ({
          label,
          stroke: colourOf(`--curve-${colour}`),
          width: points ? 0 : width,
          ...(dashed ? { dash: [6, 4] } : {}),
          ...(points ? { paths: () => null } : stepped && steps !== undefined ? { paths: steps } : {}),
          points: points
            ? { show: true, size: 7, fill: colourOf('--ground'), stroke: colourOf(`--curve-${colour}`), width: 1.5 }
            : { show: false },
        })),
      ],
      hooks: { draw: [drawLevels, locate] },
    }
    const made = new uPlot(options, data, target)
    plot.current = made
    const watcher = new ResizeObserver(() => made.setSize({ width: target.clientWidth, height }))
    watcher.observe(target)
    return () => {
      watcher.disconnect()
      made.destroy()
      plot.current = undefined
    }
  }, [structure])

  useEffect(() => plot.current?.setData(data), [x, curves, marks, levels])

  return (
    <figure class="chart" aria-label={title}>
      <div ref={place} aria-hidden="true" />
      <ul class="marks" style={{ left: `${box.left}px`, top: `${box.top}px` }} aria-label={`Marked in the picture: ${marks.length}`}>
        {spots.map(({ left, top, mark }) => (
          <li key={mark.href + mark.x}>
            <a
              href={mark.href}
              class={mark.kind === 'validation' ? 'mark validation' : 'mark'}
              style={{ left: `${left}px`, top: `${top}px` }}
              aria-label={mark.label}
              title={mark.label}
            />
          </li>
        ))}
      </ul>
    </figure>
  )
}

/** The names of curves, as switches: what is switched off stands in the address. */
export function Legend({
  curves,
  hidden,
  toggle,
}: {
  readonly curves: readonly Pick<Curve, 'label' | 'colour' | 'dashed'>[]
  readonly hidden: ReadonlySet<string>
  readonly toggle: (label: string) => void
}): JSX.Element {
  return (
    <div class="legend" role="group" aria-label="Curves">
      {curves.map(({ label, colour, dashed }) => (
        <button type="button" key={label} aria-pressed={!hidden.has(label)} onClick={() => toggle(label)}>
          <span class={`swatch curve-${colour}${dashed ? ' dashed' : ''}`} aria-hidden="true" />
          {label}
        </button>
      ))}
    </div>
  )
}

/** The numbers of a picture as a table: every so many of them. */
export function Numbers({ title, x, xLabel, curves }: Pick<ChartProps, 'title' | 'x' | 'xLabel' | 'curves'>): JSX.Element {
  const step = Math.max(1, Math.ceil(x.length / 100))
  const rows = x.map((_, k) => k).filter((k) => k % step === 0 || k === x.length - 1)
  return (
    <details>
      <summary>The numbers as a table</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={title}>
        <table>
          <caption class="hidden">{title}</caption>
          <thead>
            <tr>
              <th scope="col" class="number">
                {xLabel}
              </th>
              {curves.map(({ label }) => (
                <th scope="col" class="number" key={label}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((k) => (
              <tr key={k}>
                <td class="number">{brief(x[k] ?? 0)}</td>
                {curves.map(({ label, values }) => (
                  <td class="number" key={label}>
                    {score(values[k])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  )
}
