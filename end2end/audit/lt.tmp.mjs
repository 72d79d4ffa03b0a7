import lighthouse from 'lighthouse';
import { chromium, start } from './shared.mjs';
const program = await start();
for (const page of process.argv.slice(2)) {
  await (await fetch(program.origin+page,{headers:{Accept:'text/html','Accept-Encoding':'gzip, deflate, br, zstd','User-Agent':'Mozilla/5.0'}})).arrayBuffer();
  for (let r=0;r<3;r++){
  const browser = await chromium();
  const port = Number(new URL(browser.wsEndpoint()).port);
  const { lhr, artifacts } = await lighthouse(program.origin+page, {port, logLevel:'error', formFactor:'mobile', onlyCategories:['performance']});
  const a=lhr.audits;
  console.log(page,'TBT',Math.round(a['total-blocking-time'].numericValue),'perf',lhr.categories.performance.score, 'LCP',Math.round(a['largest-contentful-paint'].numericValue));
  console.log('  long', JSON.stringify(a['long-tasks'].details.items.map(i=>[i.url.replace(program.origin,''),Math.round(i.startTime),Math.round(i.duration)])));
  console.log('  work', JSON.stringify(a['mainthread-work-breakdown'].details.items.map(i=>[i.groupLabel,Math.round(i.duration)])));
  console.log('  boot', JSON.stringify(a['bootup-time'].details.items.map(i=>[i.url.replace(program.origin,''),Math.round(i.total),Math.round(i.scripting),Math.round(i.scriptParseCompile)])));
  await browser.close(); }
}
await program.stop();
