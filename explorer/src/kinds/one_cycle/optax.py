#: lists
$lists
