// Make echarts.min.js, bars alone, half of the published file:
//   npm install echarts@6.1.0 esbuild@0.25.12
//   npx esbuild make.js --bundle --minify --format=iife --global-name=echarts --target=chrome80 \
//     --legal-comments=eof --outfile=echarts.min.js
import { BarChart } from "echarts/charts";
import { GridComponent, LegendComponent, TitleComponent, TooltipComponent } from "echarts/components";
import { getInstanceByDom, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";

use([BarChart, CanvasRenderer, GridComponent, LegendComponent, TitleComponent, TooltipComponent]);
export { getInstanceByDom, init };
