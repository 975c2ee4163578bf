import { render } from 'preact'
import { App } from './app.tsx'
import { linkTo } from './router.ts'
import { findSource } from './source.ts'
import { spellOutTexts } from './spelled.ts'
import './style.css'

spellOutTexts()
const place = document.getElementById('page')
const source = await findSource()
if (!source.live && location.hash === '') {
  const { runs } = await source.runs()
  history.replaceState(null, '', linkTo(['run', runs[0]?.id ?? '']))
}
if (place !== null) render(<App source={source} />, place)
