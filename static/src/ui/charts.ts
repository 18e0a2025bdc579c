import { BarChart } from 'echarts/charts'
import { GridComponent, LegendComponent, TooltipComponent } from 'echarts/components'
import { init, use, type EChartsType } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'

use([BarChart, GridComponent, LegendComponent, TooltipComponent, CanvasRenderer])

export interface ChartSeries {
  name: string
  colour: string
  values: readonly number[]
}

/** One theme for all charts. */
export function makeChart(box: HTMLElement): EChartsType {
  const fontFamily = getComputedStyle(document.body).fontFamily
  return init(box, { textStyle: { fontFamily, color: '#3a4452' } })
}
