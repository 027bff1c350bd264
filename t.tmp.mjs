const t=performance.now(); const s=await import("d3-array"); console.log("d3-array ms",performance.now()-t);
console.log(s.ticks(0,1,5), s.ticks(-12.3,-0.4,5), s.nice(-12.3,-0.4,5), s.quantileSorted([1,2,3],0.25));
