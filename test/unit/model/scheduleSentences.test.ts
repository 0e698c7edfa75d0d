import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { type Language, speak, spokenLanguage } from '../../../src/model/words/language.ts';
import { parseRecurrence } from '../../../src/model/schedule/recurrence.ts';
import { describeRecurrence } from '../../../src/model/schedule/scheduleWords.ts';

/** Periods and expressions, what they are in English, and in German. */
const table = `
  1 sec | Every second | Jede Sekunde
  30 sec | Every 30 seconds | Alle 30 Sekunden
  90 sec | Every 90 seconds | Alle 90 Sekunden
  119 sec | Every 119 seconds | Alle 119 Sekunden
  3 min 20 sec | Every 3 minutes and 20 seconds | Alle 3 Minuten und 20 Sekunden
  1 min | Every minute | Jede Minute
  5 min | Every 5 minutes | Alle 5 Minuten
  90 min | Every 90 minutes | Alle 90 Minuten
  1 hour and 30 min | Every 90 minutes | Alle 90 Minuten
  61 min | Every 61 minutes | Alle 61 Minuten
  119 min | Every 119 minutes | Alle 119 Minuten
  150 min | Every 2 hours and 30 minutes | Alle 2 Stunden und 30 Minuten
  1 hour | Every hour | Jede Stunde
  2 hours | Every 2 hours | Alle 2 Stunden
  24 hours | Every 24 hours | Alle 24 Stunden
  36 hours | Every 36 hours | Alle 36 Stunden
  25 hours 30 min | Every 25 hours and 30 minutes | Alle 25 Stunden und 30 Minuten
  1 hour 30 min 10 sec | Every 90 minutes and 10 seconds | Alle 90 Minuten und 10 Sekunden
  1 hour 10 sec | Every 60 minutes and 10 seconds | Alle 60 Minuten und 10 Sekunden
  daily | Every day | Jeden Tag
  hourly | Every hour | Jede Stunde
  weekly | Every week | Jede Woche
  monthly | Every month | Jeden Monat
  yearly | Every year | Jedes Jahr
  1 day | Every day | Jeden Tag
  2 days | Every 2 days | Alle 2 Tage
  10 days | Every 10 days | Alle 10 Tage
  7 days | Every week | Jede Woche
  2 weeks | Every 2 weeks | Alle 2 Wochen
  14 days | Every 2 weeks | Alle 2 Wochen
  15 days | Every 15 days | Alle 15 Tage
  1 week and 1 day | Every 8 days | Alle 8 Tage
  1 week 12 hours | Every week and 12 hours | Im Abstand von 1 Woche und 12 Stunden
  1 month | Every month | Jeden Monat
  2 months | Every 2 months | Alle 2 Monate
  13 months | Every 13 months | Alle 13 Monate
  18 months | Every 18 months | Alle 18 Monate
  24 months | Every 2 years | Alle 2 Jahre
  30 months | Every 30 months | Alle 30 Monate
  1 year | Every year | Jedes Jahr
  2 years | Every 2 years | Alle 2 Jahre
  1 year and 1 day | Every year and 1 day | Im Abstand von 1 Jahr und 1 Tag
  1 year 6 months | Every 18 months | Alle 18 Monate
  2 years and 3 days | Every 2 years and 3 days | Alle 2 Jahre und 3 Tage
  13 months and 2 days | Every 13 months and 2 days | Alle 13 Monate und 2 Tage
  1 month 1 day 1 hour | Every month, 1 day and 1 hour | Im Abstand von 1 Monat, 1 Tag und 1 Stunde
  1 month 2 days and 3 hours | Every month, 2 days and 3 hours | Im Abstand von 1 Monat, 2 Tagen und 3 Stunden
  1 day 90 min | Every day, 1 hour and 30 minutes | Im Abstand von 1 Tag, 1 Stunde und 30 Minuten
  1 day 1 hour 1 min 1 sec | Every day, 1 hour, 1 minute and 1 second | Im Abstand von 1 Tag, 1 Stunde, 1 Minute und 1 Sekunde
  2 days 1 hour | Every 2 days and 1 hour | Alle 2 Tage und 1 Stunde
  3 months 2 weeks | Every 3 months and 2 weeks | Alle 3 Monate und 2 Wochen
  * * * * * | Every minute | Jede Minute
  */1 * * * * | Every minute | Jede Minute
  */2 * * * * | Every 2 minutes | Alle 2 Minuten
  */5 * * * * | Every 5 minutes | Alle 5 Minuten
  0-59/5 * * * * | Every 5 minutes | Alle 5 Minuten
  */7 * * * * | At 0, 7, 14, 21, 28, 35, 42, 49 and 56 minutes past every hour | 0, 7, 14, 21, 28, 35, 42, 49 und 56 Minuten nach jeder vollen Stunde
  */8 * * * * | At 0, 8, 16, 24, 32, 40, 48 and 56 minutes past every hour | 0, 8, 16, 24, 32, 40, 48 und 56 Minuten nach jeder vollen Stunde
  */13 * * * * | At 0, 13, 26, 39 and 52 minutes past every hour | 0, 13, 26, 39 und 52 Minuten nach jeder vollen Stunde
  */25 * * * * | At 0, 25 and 50 minutes past every hour | 0, 25 und 50 Minuten nach jeder vollen Stunde
  */30 * * * * | Every 30 minutes | Alle 30 Minuten
  */60 * * * * | Every hour | Jede Stunde
  0,15,30,45 * * * * | Every 15 minutes | Alle 15 Minuten
  0 * * * * | Every hour | Jede Stunde
  1 * * * * | At 1 minute past every hour | 1 Minute nach jeder vollen Stunde
  15 * * * * | At 15 minutes past every hour | 15 Minuten nach jeder vollen Stunde
  1,2 * * * * | At 1 and 2 minutes past every hour | 1 und 2 Minuten nach jeder vollen Stunde
  5,20,35,50 * * * * | At 5, 20, 35 and 50 minutes past every hour | 5, 20, 35 und 50 Minuten nach jeder vollen Stunde
  0-30 * * * * | Every minute from 0 to 30 of every hour | In den Minuten 0 bis 30 jeder Stunde
  0-5 * * * * | Every minute from 0 to 5 of every hour | In den Minuten 0 bis 5 jeder Stunde
  0-1 * * * * | At 0 and 1 minutes past every hour | 0 und 1 Minuten nach jeder vollen Stunde
  5-10 * * * * | Every minute from 5 to 10 of every hour | In den Minuten 5 bis 10 jeder Stunde
  3-59/5 * * * * | Every 5 minutes from 3 to 58 of every hour | Alle 5 Minuten von Minute 3 bis 58 jeder Stunde
  1-59/2 * * * * | Every 2 minutes from 1 to 59 of every hour | Alle 2 Minuten von Minute 1 bis 59 jeder Stunde
  2-58/4 * * * * | Every 4 minutes from 2 to 58 of every hour | Alle 4 Minuten von Minute 2 bis 58 jeder Stunde
  10-50/10 * * * * | At 10, 20, 30, 40 and 50 minutes past every hour | 10, 20, 30, 40 und 50 Minuten nach jeder vollen Stunde
  0-20,30 * * * * | In minutes 0 to 20 and 30 of every hour | In den Minuten 0 bis 20 und 30 jeder Stunde
  0-20,30,40-45 * * * * | In minutes 0 to 20, 30 and 40 to 45 of every hour | In den Minuten 0 bis 20, 30 und 40 bis 45 jeder Stunde
  0,1,2,3 * * * * | Every minute from 0 to 3 of every hour | In den Minuten 0 bis 3 jeder Stunde
  0,0 * * * * | Every hour | Jede Stunde
  0-59 * * * * | Every minute | Jede Minute
  @hourly | Every hour | Jede Stunde
  0 */2 * * * | Every 2 hours | Alle 2 Stunden
  0 */3 * * * | Every 3 hours | Alle 3 Stunden
  0 */5 * * * | At 00:00, 05:00, 10:00, 15:00 and 20:00, every day | Um 00:00, 05:00, 10:00, 15:00 und 20:00, jeden Tag
  0 */6 * * * | Every 6 hours | Alle 6 Stunden
  0 */7 * * * | At 00:00, 07:00, 14:00 and 21:00, every day | Um 00:00, 07:00, 14:00 und 21:00, jeden Tag
  0 */12 * * * | Every 12 hours | Alle 12 Stunden
  0 */24 * * * | At 00:00, every day | Um 00:00, jeden Tag
  0 0-23 * * * | Every hour | Jede Stunde
  0 0-23/2 * * * | Every 2 hours | Alle 2 Stunden
  0 1-23/2 * * * | Every 2 hours, from 01:00 to 23:00 | Alle 2 Stunden, von 01:00 bis 23:00
  0 8-20/2 * * * | Every 2 hours, from 08:00 to 20:00 | Alle 2 Stunden, von 08:00 bis 20:00
  0 9-17/2 * * * | At 09:00, 11:00, 13:00, 15:00 and 17:00, every day | Um 09:00, 11:00, 13:00, 15:00 und 17:00, jeden Tag
  0 9-17 * * * | Every hour, from 09:00 to 17:00 | Jede Stunde, von 09:00 bis 17:00
  0 9-10 * * * | At 09:00 and 10:00, every day | Um 09:00 und 10:00, jeden Tag
  0 9,10,11 * * * | Every hour, from 09:00 to 11:00 | Jede Stunde, von 09:00 bis 11:00
  0 9-17,22 * * * | Every hour, from 09:00 to 17:00 and at 22:00 | Jede Stunde, von 09:00 bis 17:00 und um 22:00
  0 0-5,12-18 * * * | Every hour, from 00:00 to 05:00 and from 12:00 to 18:00 | Jede Stunde, von 00:00 bis 05:00 und von 12:00 bis 18:00
  0 0,3,4,9,12,15,22 * * * | At 00:00, 03:00, 04:00, 09:00, 12:00, 15:00 and 22:00, every day | Um 00:00, 03:00, 04:00, 09:00, 12:00, 15:00 und 22:00, jeden Tag
  0 9 * * * | At 09:00, every day | Um 09:00, jeden Tag
  0 9,13,18 * * * | At 09:00, 13:00 and 18:00, every day | Um 09:00, 13:00 und 18:00, jeden Tag
  30 8,12 * * * | At 08:30 and 12:30, every day | Um 08:30 und 12:30, jeden Tag
  15 */2 * * * | At 15 minutes past every second hour | 15 Minuten nach Beginn jeder zweiten Stunde
  15 */3 * * * | At 15 minutes past every third hour | 15 Minuten nach Beginn jeder dritten Stunde
  1 */2 * * * | At 1 minute past every second hour | 1 Minute nach Beginn jeder zweiten Stunde
  15 */4 * * * | At 15 minutes past every fourth hour | 15 Minuten nach Beginn jeder vierten Stunde
  15 */6 * * * | At 00:15, 06:15, 12:15 and 18:15, every day | Um 00:15, 06:15, 12:15 und 18:15, jeden Tag
  15 */12 * * * | At 00:15 and 12:15, every day | Um 00:15 und 12:15, jeden Tag
  30 1-23/2 * * * | At 30 minutes past every second hour, from 01:00 to 23:59 | 30 Minuten nach Beginn jeder zweiten Stunde, von 01:00 bis 23:59
  30 0-20/3 * * * | At 30 minutes past every third hour, from 00:00 to 18:59 | 30 Minuten nach Beginn jeder dritten Stunde, von 00:00 bis 18:59
  0,30 */2 * * * | Every 30 minutes, in every second hour | Alle 30 Minuten, in jeder zweiten Stunde
  0,30 9-17 * * * | Every 30 minutes, from 09:00 to 17:59 | Alle 30 Minuten, von 09:00 bis 17:59
  10,40 9-17 * * * | At 10 and 40 minutes past every hour, from 09:00 to 17:59 | 10 und 40 Minuten nach jeder vollen Stunde, von 09:00 bis 17:59
  15 9-17 * * * | At 15 minutes past every hour, from 09:00 to 17:59 | 15 Minuten nach jeder vollen Stunde, von 09:00 bis 17:59
  5 9,10 * * * | At 09:05 and 10:05, every day | Um 09:05 und 10:05, jeden Tag
  5,10 8,10,12,14 * * * | At 5 and 10 minutes past every hour, in hours 8, 10, 12 and 14 | 5 und 10 Minuten nach jeder vollen Stunde, in den Stunden 8, 10, 12 und 14
  0-30 */2 * * * | Every minute from 0 to 30 of every second hour | In den Minuten 0 bis 30 jeder zweiten Stunde
  0-30 9 * * * | Every minute, from 09:00 to 09:30 | Jede Minute, von 09:00 bis 09:30
  0-2 9 * * * | At 09:00, 09:01 and 09:02, every day | Um 09:00, 09:01 und 09:02, jeden Tag
  30-59 9 * * * | Every minute, from 09:30 to 09:59 | Jede Minute, von 09:30 bis 09:59
  0-10 9-17 * * * | Every minute from 0 to 10 of every hour, from 09:00 to 17:59 | In den Minuten 0 bis 10 jeder Stunde, von 09:00 bis 17:59
  1-59/2 9 * * * | Every 2 minutes, from 09:01 to 09:59 | Alle 2 Minuten, von 09:01 bis 09:59
  */5 9 * * * | Every 5 minutes, from 09:00 to 09:59 | Alle 5 Minuten, von 09:00 bis 09:59
  */15 2 * * * | Every 15 minutes, from 02:00 to 02:59 | Alle 15 Minuten, von 02:00 bis 02:59
  */15 2,3 * * * | Every 15 minutes, from 02:00 to 03:59 | Alle 15 Minuten, von 02:00 bis 03:59
  */5 9-17 * * * | Every 5 minutes, from 09:00 to 17:59 | Alle 5 Minuten, von 09:00 bis 17:59
  */5 0-23 * * * | Every 5 minutes | Alle 5 Minuten
  */15 2,4,8-10 * * * | Every 15 minutes, in hours 2, 4 and 8 to 10 | Alle 15 Minuten, in den Stunden 2, 4 und 8 bis 10
  */15 */2 * * * | Every 15 minutes, in every second hour | Alle 15 Minuten, in jeder zweiten Stunde
  */10 */6 * * * | Every 10 minutes, in hours 0, 6, 12 and 18 | Alle 10 Minuten, in den Stunden 0, 6, 12 und 18
  */10 1-23/2 * * * | Every 10 minutes, in every second hour, from 01:00 to 23:59 | Alle 10 Minuten, in jeder zweiten Stunde, von 01:00 bis 23:59
  * 2 * * * | Every minute, from 02:00 to 02:59 | Jede Minute, von 02:00 bis 02:59
  * 9-17 * * * | Every minute, from 09:00 to 17:59 | Jede Minute, von 09:00 bis 17:59
  * */2 * * * | Every minute, in every second hour | Jede Minute, in jeder zweiten Stunde
  * */3 * * MON-FRI | Every minute, in every third hour, Monday to Friday | Jede Minute, in jeder dritten Stunde, Montag bis Freitag
  * * * * * * | Every second | Jede Sekunde
  */10 * * * * * | Every 10 seconds | Alle 10 Sekunden
  0 * * * * * | Every minute | Jede Minute
  5 * * * * * | At 5 seconds past every minute | 5 Sekunden nach jeder vollen Minute
  1 * * * * * | At 1 second past every minute | 1 Sekunde nach jeder vollen Minute
  5,35 * * * * * | At 5 and 35 seconds past every minute | 5 und 35 Sekunden nach jeder vollen Minute
  0-10 * * * * * | Every second from 0 to 10 of every minute | In den Sekunden 0 bis 10 jeder Minute
  0,30 * * * * * | Every 30 seconds | Alle 30 Sekunden
  7,37 * * * * * | At 7 and 37 seconds past every minute | 7 und 37 Sekunden nach jeder vollen Minute
  * 30 * * * * | Every second, in minute 30 | Jede Sekunde, in Minute 30
  * 10-20 * * * * | Every second, in minutes 10 to 20 | Jede Sekunde, in den Minuten 10 bis 20
  */10 */5 * * * * | Every 10 seconds, in every 5th minute | Alle 10 Sekunden, in jeder 5. Minute
  */20 0,30 9-17 * * * | Every 20 seconds, in minutes 0 and 30, from 09:00 to 17:59 | Alle 20 Sekunden, in den Minuten 0 und 30, von 09:00 bis 17:59
  30 */5 * * * * | Every 5 minutes, at 30 seconds past the minute | Alle 5 Minuten, 30 Sekunden nach der vollen Minute
  30 */5 9-17 * * * | Every 5 minutes, at 30 seconds past the minute, from 09:00 to 17:59 | Alle 5 Minuten, 30 Sekunden nach der vollen Minute, von 09:00 bis 17:59
  15,45 30 * * * * | At 30 minutes past every hour, at 15 and 45 seconds past the minute | 30 Minuten nach jeder vollen Stunde, 15 und 45 Sekunden nach der vollen Minute
  15 0-10 * * * * | Every minute from 0 to 10 of every hour, at 15 seconds past the minute | In den Minuten 0 bis 10 jeder Stunde, 15 Sekunden nach der vollen Minute
  1 0 * * * * | At 1 second past every hour | 1 Sekunde nach jeder vollen Stunde
  0 0 9 * * * | At 09:00, every day | Um 09:00, jeden Tag
  15 0 9 * * * | At 09:00:15, every day | Um 09:00:15, jeden Tag
  15 30 9,18 * * * | At 09:30:15 and 18:30:15, every day | Um 09:30:15 und 18:30:15, jeden Tag
  0 */15 * * * * | Every 15 minutes | Alle 15 Minuten
  0 0 */2 * * * | Every 2 hours | Alle 2 Stunden
  0 30 9 * * MON | At 09:30, on Monday | Um 09:30, am Montag
  59 59 23 31 12 * | At 23:59:59, on 31 December | Um 23:59:59, am 31. Dezember
  * 0 0 * * * | Every second, from 00:00:00 to 00:00:59 | Jede Sekunde, von 00:00:00 bis 00:00:59
  0 9 1 * * | At 09:00, on the 1st of the month | Um 09:00, am 1. des Monats
  0 9 2 * * | At 09:00, on the 2nd of the month | Um 09:00, am 2. des Monats
  0 9 3 * * | At 09:00, on the 3rd of the month | Um 09:00, am 3. des Monats
  0 9 11,12,13 * * | At 09:00, from the 11th to the 13th of the month | Um 09:00, vom 11. bis 13. des Monats
  0 9 21,22,23 * * | At 09:00, from the 21st to the 23rd of the month | Um 09:00, vom 21. bis 23. des Monats
  0 9 1,15 * * | At 09:00, on the 1st and the 15th of the month | Um 09:00, am 1. und 15. des Monats
  0 0 1,1 * * | At 00:00, on the 1st of the month | Um 00:00, am 1. des Monats
  0 9 15,1 * * | At 09:00, on the 1st and the 15th of the month | Um 09:00, am 1. und 15. des Monats
  0 9 1-7 * * | At 09:00, from the 1st to the 7th of the month | Um 09:00, vom 1. bis 7. des Monats
  0 9 1-15 * * | At 09:00, from the 1st to the 15th of the month | Um 09:00, vom 1. bis 15. des Monats
  0 9 1-5,20 * * | At 09:00, from the 1st to the 5th and on the 20th of the month | Um 09:00, vom 1. bis 5. und am 20. des Monats
  0 9 1-5,10-15,20,25 * * | At 09:00, from the 1st to the 5th, from the 10th to the 15th and on the 20th and the 25th of the month | Um 09:00, vom 1. bis 5., vom 10. bis 15. und am 20. und 25. des Monats
  0 9 1-31 * * | At 09:00, every day | Um 09:00, jeden Tag
  0 9 */2 * * | At 09:00, every second day of the month, from the 1st | Um 09:00, jeden zweiten Tag des Monats ab dem 1.
  0 9 1-31/2 * * | At 09:00, every second day of the month, from the 1st | Um 09:00, jeden zweiten Tag des Monats ab dem 1.
  0 9 2-30/2 * * | At 09:00, every second day of the month, from the 2nd | Um 09:00, jeden zweiten Tag des Monats ab dem 2.
  0 9 1-15/2 * * | At 09:00, every second day of the month, from the 1st to the 15th | Um 09:00, jeden zweiten Tag des Monats vom 1. bis 15.
  0 9 */3 * * | At 09:00, every third day of the month, from the 1st | Um 09:00, jeden dritten Tag des Monats ab dem 1.
  0 9 */4 * * | At 09:00, every fourth day of the month, from the 1st | Um 09:00, jeden vierten Tag des Monats ab dem 1.
  0 9 */5 * * | At 09:00, every fifth day of the month, from the 1st | Um 09:00, jeden fünften Tag des Monats ab dem 1.
  0 9 */7 * * | At 09:00, on the 1st, the 8th, the 15th, the 22nd and the 29th of the month | Um 09:00, am 1., 8., 15., 22. und 29. des Monats
  0 9 */10 * * | At 09:00, on the 1st, the 11th, the 21st and the 31st of the month | Um 09:00, am 1., 11., 21. und 31. des Monats
  0 9 */15 * * | At 09:00, on the 1st, the 16th and the 31st of the month | Um 09:00, am 1., 16. und 31. des Monats
  0 9 */31 * * | At 09:00, on the 1st of the month | Um 09:00, am 1. des Monats
  0 9 L * * | At 09:00, on the last day of the month | Um 09:00, am letzten Tag des Monats
  0 9 LW * * | At 09:00, on the last weekday of the month | Um 09:00, am letzten Arbeitstag des Monats
  0 9 15W * * | At 09:00, on the weekday nearest to the 15th of the month | Um 09:00, am nächstgelegenen Arbeitstag zum 15. des Monats
  0 9 1W * * | At 09:00, on the weekday nearest to the 1st of the month | Um 09:00, am nächstgelegenen Arbeitstag zum 1. des Monats
  0 9 1,L * * | At 09:00, on the 1st and the last day of the month | Um 09:00, am 1. und letzten Tag des Monats
  0 9 15,L * * | At 09:00, on the 15th and the last day of the month | Um 09:00, am 15. und letzten Tag des Monats
  0 9 15W,LW * * | At 09:00, on the weekday nearest to the 15th and the last weekday of the month | Um 09:00, am nächstgelegenen Arbeitstag zum 15. und letzten Arbeitstag des Monats
  0 9 1-5,L * * | At 09:00, from the 1st to the 5th and on the last day of the month | Um 09:00, vom 1. bis 5. und am letzten Tag des Monats
  0 0 25 12 * | At 00:00, on 25 December | Um 00:00, am 25. Dezember
  0 0 1 1 * | At 00:00, on 1 January | Um 00:00, am 1. Januar
  0 0 1,15 12 * | At 00:00, on 1 and 15 December | Um 00:00, am 1. und 15. Dezember
  0 0 24-26 12 * | At 00:00, from 24 to 26 December | Um 00:00, vom 24. bis 26. Dezember
  0 0 1 1,7 * | At 00:00, on 1 January and 1 July | Um 00:00, am 1. Januar und 1. Juli
  0 0 1 */3 * | At 00:00, on 1 January, 1 April, 1 July and 1 October | Um 00:00, am 1. Januar, 1. April, 1. Juli und 1. Oktober
  0 0 1 */2 * | At 00:00, on the 1st of the month, in January, March, May, July, September and November | Um 00:00, am 1. des Monats, im Januar, März, Mai, Juli, September und November
  0 0 15 3-5 * | At 00:00, on 15 March, 15 April and 15 May | Um 00:00, am 15. März, 15. April und 15. Mai
  0 0 1,15 1,7 * | At 00:00, on the 1st and the 15th of the month, in January and July | Um 00:00, am 1. und 15. des Monats, im Januar und Juli
  0 0 L 2 * | At 00:00, on the last day of the month, in February | Um 00:00, am letzten Tag des Monats, im Februar
  0 0 */2 6 * | At 00:00, every second day of the month, from the 1st, in June | Um 00:00, jeden zweiten Tag des Monats ab dem 1., im Juni
  0 0 29 2 * | At 00:00, on 29 February | Um 00:00, am 29. Februar
  @yearly | At 00:00, on 1 January | Um 00:00, am 1. Januar
  @annually | At 00:00, on 1 January | Um 00:00, am 1. Januar
  @monthly | At 00:00, on the 1st of the month | Um 00:00, am 1. des Monats
  @weekly | At 00:00, on Sunday | Um 00:00, am Sonntag
  @daily | At 00:00, every day | Um 00:00, jeden Tag
  @midnight | At 00:00, every day | Um 00:00, jeden Tag
  0 9 * 6-8 * | At 09:00, every day, from June to August | Um 09:00, jeden Tag, von Juni bis August
  0 9 * 1 * | At 09:00, every day, in January | Um 09:00, jeden Tag, im Januar
  0 9 * JAN-MAR * | At 09:00, every day, from January to March | Um 09:00, jeden Tag, von Januar bis März
  0 9 * JAN-MAR,SEP * | At 09:00, every day, from January to March and in September | Um 09:00, jeden Tag, von Januar bis März und im September
  0 9 * 3,5 * | At 09:00, every day, in March and May | Um 09:00, jeden Tag, im März und Mai
  0 9 * 1,2 * | At 09:00, every day, in January and February | Um 09:00, jeden Tag, im Januar und Februar
  0 9 * */2 * | At 09:00, every day, in January, March, May, July, September and November | Um 09:00, jeden Tag, im Januar, März, Mai, Juli, September und November
  0 9 * */3 * | At 09:00, every day, in January, April, July and October | Um 09:00, jeden Tag, im Januar, April, Juli und Oktober
  0 9 * */12 * | At 09:00, every day, in January | Um 09:00, jeden Tag, im Januar
  0 9 * 1-12 * | At 09:00, every day | Um 09:00, jeden Tag
  0 9 * * MON | At 09:00, on Monday | Um 09:00, am Montag
  0 9 * * 0 | At 09:00, on Sunday | Um 09:00, am Sonntag
  0 9 * * 7 | At 09:00, on Sunday | Um 09:00, am Sonntag
  0 9 * * 0,7 | At 09:00, on Sunday | Um 09:00, am Sonntag
  0 9 * * 1-5 | At 09:00, Monday to Friday | Um 09:00, Montag bis Freitag
  0 9 * * MON-FRI | At 09:00, Monday to Friday | Um 09:00, Montag bis Freitag
  0 9 * * 1-5,0 | At 09:00, from Monday to Friday and on Sunday | Um 09:00, von Montag bis Freitag und am Sonntag
  0 9 * * 0-6 | At 09:00, every day | Um 09:00, jeden Tag
  0 9 * * 1-7 | At 09:00, every day | Um 09:00, jeden Tag
  0 9 * * 0-4 | At 09:00, Sunday to Thursday | Um 09:00, Sonntag bis Donnerstag
  0 9 * * SUN-TUE | At 09:00, Sunday to Tuesday | Um 09:00, Sonntag bis Dienstag
  0 9 * * FRI-SUN | At 09:00, Friday to Sunday | Um 09:00, Freitag bis Sonntag
  0 9 * * SAT-SUN | At 09:00, on Saturday and Sunday | Um 09:00, am Samstag und Sonntag
  0 9 * * SAT,SUN | At 09:00, on Saturday and Sunday | Um 09:00, am Samstag und Sonntag
  0 9 * * 1,3,5 | At 09:00, on Monday, Wednesday and Friday | Um 09:00, am Montag, Mittwoch und Freitag
  0 9 * * 1-5/2 | At 09:00, on Monday, Wednesday and Friday | Um 09:00, am Montag, Mittwoch und Freitag
  0 9 * * */2 | At 09:00, on Tuesday, Thursday, Saturday and Sunday | Um 09:00, am Dienstag, Donnerstag, Samstag und Sonntag
  0 9 * * */7 | At 09:00, on Sunday | Um 09:00, am Sonntag
  0 9 * * 7/2 | At 09:00, on Sunday | Um 09:00, am Sonntag
  0 9 * * 1,2,3,4,5 | At 09:00, Monday to Friday | Um 09:00, Montag bis Freitag
  0 9 * * MON,MON | At 09:00, on Monday | Um 09:00, am Montag
  0 9 * * TUE-THU,SAT,SUN | At 09:00, from Tuesday to Thursday and on Saturday and Sunday | Um 09:00, von Dienstag bis Donnerstag und am Samstag und Sonntag
  0 9 * * FRI#2 | At 09:00, on the second Friday of the month | Um 09:00, am zweiten Freitag des Monats
  0 9 * * FRI#1,FRI#3 | At 09:00, on the first Friday and the third Friday of the month | Um 09:00, am ersten Freitag und dritten Freitag des Monats
  0 9 * * MON#5 | At 09:00, on the fifth Monday of the month | Um 09:00, am fünften Montag des Monats
  0 9 * * 5L | At 09:00, on the last Friday of the month | Um 09:00, am letzten Freitag des Monats
  0 9 * * MON,FRIL | At 09:00, on Monday and the last Friday of the month | Um 09:00, am Montag und letzten Freitag des Monats
  0 9 * * MON-WED,FRI#4 | At 09:00, from Monday to Wednesday and on the fourth Friday of the month | Um 09:00, von Montag bis Mittwoch und am vierten Freitag des Monats
  0 9 1 * MON | At 09:00, on the 1st of the month, and also on Monday | Um 09:00, am 1. des Monats, und außerdem am Montag
  0 9 1 * MON-FRI | At 09:00, on the 1st of the month, and also from Monday to Friday | Um 09:00, am 1. des Monats, und außerdem von Montag bis Freitag
  0 9 1,15 * 1-5,0 | At 09:00, on the 1st and the 15th of the month, and also from Monday to Friday and on Sunday | Um 09:00, am 1. und 15. des Monats, und außerdem von Montag bis Freitag und am Sonntag
  0 9 L * FRI | At 09:00, on the last day of the month, and also on Friday | Um 09:00, am letzten Tag des Monats, und außerdem am Freitag
  0 9 */2 * MON | At 09:00, every second day of the month, from the 1st, but only on Monday | Um 09:00, jeden zweiten Tag des Monats ab dem 1., aber nur am Montag
  0 9 1-31/2 * MON | At 09:00, every second day of the month, from the 1st, and also on Monday | Um 09:00, jeden zweiten Tag des Monats ab dem 1., und außerdem am Montag
  0 9 */2 * MON-FRI | At 09:00, every second day of the month, from the 1st, but only from Monday to Friday | Um 09:00, jeden zweiten Tag des Monats ab dem 1., aber nur von Montag bis Freitag
  0 9 */31 * MON | At 09:00, on the 1st of the month, but only on Monday | Um 09:00, am 1. des Monats, aber nur am Montag
  0 9 1 * */2 | At 09:00, on the 1st of the month, but only on Tuesday, Thursday, Saturday and Sunday | Um 09:00, am 1. des Monats, aber nur am Dienstag, Donnerstag, Samstag und Sonntag
  0 9 13 * */5 | At 09:00, on the 13th of the month, but only on Friday and Sunday | Um 09:00, am 13. des Monats, aber nur am Freitag und Sonntag
  0 9 */2 * */2 | At 09:00, every second day of the month, from the 1st, but only on Tuesday, Thursday, Saturday and Sunday | Um 09:00, jeden zweiten Tag des Monats ab dem 1., aber nur am Dienstag, Donnerstag, Samstag und Sonntag
  0 9 */2 6 MON | At 09:00, every second day of the month, from the 1st, but only on Monday, in June | Um 09:00, jeden zweiten Tag des Monats ab dem 1., aber nur am Montag, im Juni
  0 9 25 12 MON | At 09:00, on the 25th of the month, and also on Monday, in December | Um 09:00, am 25. des Monats, und außerdem am Montag, im Dezember
  0 9 1-31 * MON | At 09:00, every day | Um 09:00, jeden Tag
  0 9 1 * 0-6 | At 09:00, every day | Um 09:00, jeden Tag
  0 9 * 12 MON-FRI | At 09:00, Monday to Friday, in December | Um 09:00, Montag bis Freitag, im Dezember
  0 9 * 3,5 FRI#2 | At 09:00, on the second Friday of the month, in March and May | Um 09:00, am zweiten Freitag des Monats, im März und Mai
  */5 9-17 * * MON-FRI | Every 5 minutes, from 09:00 to 17:59, Monday to Friday | Alle 5 Minuten, von 09:00 bis 17:59, Montag bis Freitag
  */10 8-18 1-15 * * | Every 10 minutes, from 08:00 to 18:59, from the 1st to the 15th of the month | Alle 10 Minuten, von 08:00 bis 18:59, vom 1. bis 15. des Monats
  0 22 * * 1-5 | At 22:00, Monday to Friday | Um 22:00, Montag bis Freitag
  30 2 * * * | At 02:30, every day | Um 02:30, jeden Tag
  0 0 1 1 0 | At 00:00, on the 1st of the month, and also on Sunday, in January | Um 00:00, am 1. des Monats, und außerdem am Sonntag, im Januar
  5 4 * * SUN | At 04:05, on Sunday | Um 04:05, am Sonntag
  */20 * * 6-8 SAT,SUN | Every 20 minutes, on Saturday and Sunday, from June to August | Alle 20 Minuten, am Samstag und Sonntag, von Juni bis August
  59/5 * * * * | At 59 minutes past every hour | 59 Minuten nach jeder vollen Stunde
  20-25/10 * * * * | At 20 minutes past every hour | 20 Minuten nach jeder vollen Stunde
  */10 */10 * * * * | Every 10 seconds, in minutes 0, 10, 20, 30, 40 and 50 | Alle 10 Sekunden, in den Minuten 0, 10, 20, 30, 40 und 50
  0 9 1-5,LW * * | At 09:00, from the 1st to the 5th and on the last weekday of the month | Um 09:00, vom 1. bis 5. und am letzten Arbeitstag des Monats
  0 9 1,LW * MON-FRI | At 09:00, on the 1st and the last weekday of the month, and also from Monday to Friday | Um 09:00, am 1. und letzten Arbeitstag des Monats, und außerdem von Montag bis Freitag
  0 9 * * TUE,FRI#1,SUNL | At 09:00, on Tuesday, the first Friday and the last Sunday of the month | Um 09:00, am Dienstag, ersten Freitag und letzten Sonntag des Monats
  0 9 16 2-4,9 * | At 09:00, on 16 February, 16 March, 16 April and 16 September | Um 09:00, am 16. Februar, 16. März, 16. April und 16. September
  1 0 9-17 * * * | At 1 second past every hour, from 09:00 to 17:59 | 1 Sekunde nach jeder vollen Stunde, von 09:00 bis 17:59
  1-59/2 */2 * * * | Every 2 minutes from 1 to 59 of every second hour | Alle 2 Minuten von Minute 1 bis 59 jeder zweiten Stunde
  0-20,30 */2 * * * | In minutes 0 to 20 and 30 of every second hour | In den Minuten 0 bis 20 und 30 jeder zweiten Stunde
  0-20,30 9-17 * * * | In minutes 0 to 20 and 30 of every hour, from 09:00 to 17:59 | In den Minuten 0 bis 20 und 30 jeder Stunde, von 09:00 bis 17:59
  0-58/2 * * * * * | Every 2 seconds | Alle 2 Sekunden
  1-59/2 * * * * * | Every 2 seconds from 1 to 59 of every minute | Alle 2 Sekunden von Sekunde 1 bis 59 jeder Minute
  7 * * 1 * | At 7 minutes past every hour, in January | 7 Minuten nach jeder vollen Stunde, im Januar
  0 0 1-31/2 1 * | At 00:00, every second day of the month, from the 1st, in January | Um 00:00, jeden zweiten Tag des Monats ab dem 1., im Januar
  0 0 L * */2 | At 00:00, on the last day of the month, but only on Tuesday, Thursday, Saturday and Sunday | Um 00:00, am letzten Tag des Monats, aber nur am Dienstag, Donnerstag, Samstag und Sonntag
`;

const rows = table
  .trim()
  .split('\n')
  .map((line) => line.trim().split(' | ') as [text: string, english: string, german: string]);

const english = spokenLanguage();
const german = {
  tag: 'de',
  bundle: JSON.parse(
    readFileSync(new URL('../../../l10n/bundle.l10n.de.json', import.meta.url), 'utf8'),
  ) as Language['bundle'],
};

afterEach(() => {
  speak(english);
});

function sentence(text: string): string {
  const recurrence = parseRecurrence(text);
  if (!recurrence.ok) throw new Error(`${text} is refused`);
  return describeRecurrence(recurrence.value);
}

describe('a schedule is said as people say it', () => {
  test('of 200 at least', () => {
    expect(new Set(rows.map(([text]) => text)).size).toBeGreaterThanOrEqual(200);
  });

  test.each(rows)('%s: %s', (text, words) => {
    expect(sentence(text)).toBe(words);
  });

  test.each(rows.map(([text, , words]) => [text, words] as const))('%s auf Deutsch: %s', (text, words) => {
    speak(german);
    expect(sentence(text)).toBe(words);
  });
});
