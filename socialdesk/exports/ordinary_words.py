"""Words that name nobody: what may follow a first name in small letters, or stand in capitals, without being a name."""

from __future__ import annotations

NO_NAMES = frozenset(
    str.split(
        "a an the i i'm i'll i've it is it's its we we're you your he she they them this that these those "
        "there here what when where who why how which if and or but so as at by for from in into of off on out "
        "over to up with not no yes ok oh please thanks thank hello hi hey dear well just do does did don't "
        "can can't could will would should must may might have has had was were are am be been being my our "
        "his her their all any some every each both more most much many very too also still even only ever "
        "never again today tomorrow yesterday monday tuesday wednesday thursday friday saturday sunday january "
        "february march april june july august september october november december police force officer "
        "officers desk corporate communications control room press office oscar ido post comment facebook "
        "twitter x instagram youtube linkedin bluesky meta google christmas easter england britain uk united "
        "kingdom english british covid nhs bbc fyi asap let see get got go come look stop shame good bad great "
        "nice chief deputy assistant commissioner crime freedom information act data protection section "
        "request foi foia"
    )
)
"""Words that begin sentences or stand in capitals, and name nobody."""

PLACES = frozenset(
    str.split(
        "northampton northamptonshire northants corby kettering wellingborough daventry rushden brackley "
        "towcester london birmingham leicester coventry peterborough bedford luton oxford cambridge milton "
        "keynes manchester liverpool leeds bristol cardiff edinburgh glasgow belfast dublin wales scotland "
        "ireland europe france spain germany italy poland america russia ukraine china india pakistan africa "
        "scottish welsh irish french german polish american european asian muslim christian catholic jewish "
        "hindu sikh islam jesus god bible quran tesco asda sainsbury's aldi lidl mcdonald's amazon tiktok "
        "snapchat whatsapp android iphone windows bitcoin labour conservative conservatives tory tories reform "
        "greens liberal parliament council government crown court magistrates crimestoppers samaritans "
        "halloween ramadan eid diwali internet google"
    )
)
"""Places, bodies and things of everybody, which stand in capitals."""

FOLLOWING = frozenset(
    str.split(
        "about above after again ago ain't all alone already also although always am an and another any anyone "
        "anything are aren't around arrested as ask asked asking at ate away back bad be bean because been "
        "before behind being below best better between big bit bloke both boy bring bringing broke brother bus "
        "but by bye call called calling came can can't cannot car cared caught cause charged cheers child come "
        "comes coming could couldn't course cousin cried cry cut dad daughter day dead deal deals dealing "
        "deserve deserved deserves did didn't die died do does doesn't doing don't done down drive drives "
        "drove drunk due during each either else enough even ever every everyone family far father fell few "
        "fighting find finds fine first follow for found friend from full fun further gave get gets getting "
        "girl give given gives giving go goes going gone good got great guilty guy guys had hadn't half hang "
        "hard has hasn't hate hated hates have haven't having he he'd he'll he's head heard held help helped "
        "her here hers herself hey him himself his hit hits hold home hope hopes house how i i'd i'll i'm i've "
        "if ill in inside instead into is isn't it it's its jail job just keep keeps kept kicked kid kids "
        "killed knew know known knows lad lass last late later least leave left less let lets lie lied lies "
        "like liked likes little live lived lives living lol long look looked looking looks lost lot lots love "
        "loved loves made make makes making man many mate mates matter may maybe me mean means met might mine "
        "mom more most mother move moved much mum must my myself near need needs never new next nice night no "
        "nobody none nor not nothing now of off often oh ok okay old on once one ones only or other others our "
        "ours out outside over own paid part people person pick picked place play please police poor post "
        "posted posts pretty prison pub pull put quite ran rather read real really right rip rob robbed round "
        "run runs said same sat saw say saying says school see seem seems seen sell selling sells send sent "
        "seriously she she'd she'll she's should shouldn't show shut sick since sister sit so some someone "
        "something son soon sorry spoke stabbed stand standing start started stay still stole stop stood "
        "street stuff such sure take taken takes taking talk talking tell telling tells than thank thanks that "
        "that's the their them then there there's these they they'll they're thief thing things think thinks "
        "this those though thought threw through till time to today told tomorrow tonight too took tried tries "
        "true try trying turn turned two under unless until up upset us use used uses very wait waiting walk "
        "walked walks want wanted wants was wasn't watch way we we'll we're we've week well went were weren't "
        "what what's when where which while who who's whole whom whose why wife will wish with without woman "
        "won't words work worked working works worse would wouldn't writes wrong wrote yeah year years yes "
        "yesterday yet you you'll you're you've your yours"
    )
)
"""What follows a first name in an ordinary sentence."""

WORDS_TOO = frozenset(
    str.split(
        "will mark may grace rose pat bill rob sue drew jack art dick frank guy hope joy faith gene rich chuck "
        "chip don june april victor ray max gay harry dean lance nick penny ruby iris ivy olive violet daisy "
        "amber crystal ads al ant babs barb bart bert bess bob bren bri cam cat char chess cliff con cindy dan "
        "dec del den dom dot doug ed em fran gary gill glen gray hank heath jay jen jess jo jude kat kay ken "
        "kim kit ky laurie len leo les lex lil lin liz lou lyn mal marc marge mart matt mel mo nan nat ned "
        "nell ness nic norm oli pam pip pete phil rach ray reg rhi rick rod rog roger ron roy roys rupert russ "
        "ry sal sandy sash scott seb shell si sid soph stan steph stew stu tab ted tel tess tim tom tony tori "
        "trace trev trish val vera vic vince von wally walt waz wend win winston zac zach lance robin jordan "
        "jan jules kelly holly paddy peggy charlotte chelsea"
    )
)
"""First names that are words too, or too short to be told from one: never taken for a name in small letters alone."""

PARTICLES = frozenset(
    str.split(
        "al el van der den de del della di da du la le les von zu ten ter bin ibn ben abu ap y e dos das st "
        "mac"
    )
)
"""What stands in small letters within a name."""
