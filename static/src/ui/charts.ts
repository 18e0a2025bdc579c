import { BarChart } from 'echarts/charts'
import { AriaComponent, GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([AriaComponent, BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

export interface ChartSeries {
  name: string
  /** As in a style: `var(--accent)`. */
  colour: string
  values: readonly number[]
}

/** A canvas knows no variables: the colour that one stands for on this page. */
export function paint(colour: string): string {
  const name = /^var\((--[\w-]+)\)$/.exec(colour)?.[1]
  return name ? getComputedStyle(document.documentElement).getPropertyValue(name).trim() : colour
}

/** One theme for all charts. */
export function makeChart(box: HTMLElement): EChartsType {
  const fontFamily = getComputedStyle(document.body).fontFamily
  return init(box, { textStyle: { fontFamily, color: paint('var(--ink-mid)') } })
}
