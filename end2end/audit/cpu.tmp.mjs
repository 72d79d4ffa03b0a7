// CPU of the page's main thread on an emulated phone: sum, blocking part (x4), number of runs
import { chromium } from './shared.mjs';
const [origin, runs, ...pages] = process.argv.slice(2);
for (const page of pages) {
  await (await fetch(origin+page,{headers:{Accept:'text/html','Accept-Encoding':'gzip, deflate, br, zstd','User-Agent':'Mozilla/5.0'}})).arrayBuffer();
  const rows=[];
  for (let r=0;r<+runs;r++){
    const browser = await chromium(); const p=await browser.newPage(); await p.setViewport({width:412,height:823,isMobile:true,hasTouch:true,deviceScaleFactor:1.75});
    await p.tracing.start({categories:['devtools.timeline','toplevel','blink','disabled-by-default-devtools.timeline','blink.user_timing','loading']});
    await p.goto(origin+page,{waitUntil:'load'}); await new Promise(r=>setTimeout(r,1200));
    const ev=JSON.parse(Buffer.from(await p.tracing.stop())).traceEvents;
    const nav=ev.filter(e=>e.name==='navigationStart'&&JSON.stringify(e.args).includes(page)).at(-1)??ev.filter(e=>e.name==='CommitLoad').at(-1);
    const evs=ev.filter(e=>e.pid===nav.pid&&e.tid===nav.tid&&e.ph==='X'&&e.ts>=nav.ts);
    const tasks=evs.filter(e=>e.name==='RunTask');
    const sum=n=>evs.filter(e=>e.name===n).reduce((s,e)=>s+(e.tdur||0),0)/1000;
    rows.push([tasks.reduce((s,e)=>s+(e.tdur||0),0)/1000, tasks.reduce((s,e)=>s+Math.max(0,4*(e.tdur||0)/1000-50),0), tasks.reduce((s,e)=>s+Math.max(0,4*(e.dur||0)/1000-50),0), sum('UpdateLayoutTree'), sum('Layout'), sum('ParseHTML'), sum('PrePaint')+sum('Paint')]);
    await browser.close();
  }
  const med=k=>rows.map(x=>x[k]).sort((a,b)=>a-b)[rows.length>>1];
  console.log(page,'cpu',med(0).toFixed(0),'tbt(cpu)',med(1).toFixed(0),'tbt(wall)',med(2).toFixed(0),'style',med(3).toFixed(1),'layout',med(4).toFixed(1),'parse',med(5).toFixed(1),'paint',med(6).toFixed(1));
}
