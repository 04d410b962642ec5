<?php
// What the wiki can do beyond MediaWiki itself. An extension added here gets its tables at the next start of every installation.
return [
    'skins' => ['Vector', 'MinervaNeue', 'MonoBook', 'Timeless'],
    'extensions' => [
        'CategoryTree',
        'Cite',
        'ImageMap',
        'InputBox',
        'Nuke',
        'ParserFunctions',
        'Poem',
        'TemplateData',
        'WikiEditor',
    ],
];
