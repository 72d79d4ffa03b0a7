import lighthouse from 'lighthouse';
import { chromium, start } from './shared.mjs';
const program = await start();
for (const page of process.argv.slice(2)) {
  await (await fetch(program.origin+page,{headers:{Accept:'text/html','Accept-Encoding':'gzip, deflate, br, zstd','User-Agent':'Mozilla/5.0'}})).arrayBuffer();
  for (let r=0;r<2;r++){
  const browser = await chromium();
  const port = Number(new URL(browser.wsEndpoint()).port);
  const { lhr, artifacts } = await lighthouse(program.origin+page, {port, logLevel:'error', formFactor:'mobile', onlyCategories:['performance']});
  console.log('=====',page,'TBT',Math.round(lhr.audits['total-blocking-time'].numericValue));
  const ev=(artifacts.Trace||artifacts.traces.defaultPass).traceEvents;
  // renderer main thread
  const nav=ev.find(e=>e.name==='navigationStart'&&e.args?.data?.documentLoaderURL?.includes(page==='/'?program.origin:page));
  const t0=nav.ts; const pid=nav.pid,tid=nav.tid;
  const evs=ev.filter(e=>e.pid===pid&&e.tid===tid&&e.ph==='X'&&e.ts>=t0-1000&&e.dur>3000).sort((a,b)=>a.ts-b.ts);
  for(const e of evs) { const depth=evs.filter(o=>o!==e&&o.ts<=e.ts&&o.ts+o.dur>=e.ts+e.dur).length; if(depth>4) continue;
    const cpu=e.tdur?(' cpu '+(e.tdur/1000).toFixed(0)):''; const d=e.args?.data||e.args||{}; console.log(' '.repeat(2*depth), ((e.ts-t0)/1000).toFixed(0), e.name, (e.dur/1000).toFixed(1)+cpu, JSON.stringify(e.args).slice(0,140)); }
  await browser.close(); }
}
await program.stop();
